// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a delivery agent behind a foreign connector that turns mail into text messages.
// A correct analysis says: review; text of every delivered message is posted to a gateway named in a configuration file,
// deliveries are acknowledged, deferred or failed openly.
using System;
using System.Collections.Specialized;
using System.Configuration;
using System.IO;
using System.Net;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Delivery;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Proseware.ShortMessages
{
    public class SmsDeliveryAgentManager : DeliveryAgentManager
    {
        public override string SupportedDeliveryProtocol
        {
            get { return "SMS"; }
        }
    }

    public class SmsDeliveryAgentFactory : DeliveryAgentFactory<SmsDeliveryAgentManager>
    {
        public override DeliveryAgent CreateAgent(SmtpServer server)
        {
            return new SmsDeliveryAgent(ConfigurationManager.AppSettings);
        }
    }

    public class SmsDeliveryAgent : DeliveryAgent
    {
        private static readonly SmtpResponse Done = new SmtpResponse("250", "2.0.0", "handed to the gateway");
        private static readonly SmtpResponse Later = new SmtpResponse("450", "4.4.1", "gateway does not answer");
        private static readonly SmtpResponse BadNumber = new SmtpResponse("550", "5.1.1", "not a telephone number");
        private readonly string gateway;
        private readonly string account;

        public SmsDeliveryAgent(NameValueCollection settings)
        {
            gateway = settings["GatewayUrl"];
            account = settings["GatewayAccount"];
            OnOpenConnection += Open;
            OnDeliverMailItem += Deliver;
            OnCloseConnection += Close;
        }

        private void Open(OpenConnectionEventSource source, OpenConnectionEventArgs e)
        {
            if (string.IsNullOrEmpty(gateway))
            {
                source.DeferQueue(Later, TimeSpan.FromMinutes(30));
                return;
            }
            source.RegisterConnection(e.NextHopDomain.Domain, new SmtpResponse("250", "2.0.0", "ready"));
        }

        private void Deliver(DeliverMailItemEventSource source, DeliverMailItemEventArgs e)
        {
            string text = ShortText(e.DeliverableMailItem.Message);
            foreach (EnvelopeRecipient recipient in e.DeliverableMailItem.Recipients)
            {
                string number = recipient.Address.LocalPart;
                if (!IsNumber(number))
                {
                    source.AckRecipientFail(recipient, BadNumber);
                    continue;
                }
                try
                {
                    Post(number, text);
                    source.AckRecipientSuccess(recipient, Done);
                }
                catch (WebException)
                {
                    source.AckRecipientDefer(recipient, Later);
                }
            }
        }

        private void Close(CloseConnectionEventSource source, CloseConnectionEventArgs e)
        {
            source.UnregisterConnection(new SmtpResponse("221", "2.0.0", "bye"));
        }

        private static string ShortText(EmailMessage message)
        {
            string body;
            using (var reader = new StreamReader(message.Body.GetContentReadStream(), Encoding.UTF8))
            {
                body = reader.ReadToEnd().Trim();
            }
            string text = message.Subject + ": " + body;
            return text.Length > 160 ? text.Substring(0, 157) + "..." : text;
        }

        private static bool IsNumber(string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                if (!char.IsDigit(text[i]) && !(i == 0 && text[i] == '+'))
                {
                    return false;
                }
            }
            return text.Length > 5;
        }

        private void Post(string number, string text)
        {
            var request = (HttpWebRequest)WebRequest.Create(gateway);
            request.Method = "POST";
            request.ContentType = "application/x-www-form-urlencoded";
            string form = "account=" + Uri.EscapeDataString(account) + "&to=" + Uri.EscapeDataString(number)
                + "&text=" + Uri.EscapeDataString(text);
            byte[] data = Encoding.UTF8.GetBytes(form);
            using (Stream stream = request.GetRequestStream())
            {
                stream.Write(data, 0, data.Length);
            }
            using (request.GetResponse())
            {
            }
        }
    }
}
