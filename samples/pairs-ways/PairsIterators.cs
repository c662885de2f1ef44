// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Iterators.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System.Collections.Generic;
using System.IO;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

// 310: an iterator that gives the message for one recipient, and one that is only counted
namespace Txray.Pairs.P310
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private readonly HashSet<string> wanted = new HashSet<string> { "ceo@corp.invalid" };

        private IEnumerable<Stream> Pick(MailItem mail)
        {
            foreach (EnvelopeRecipient recipient in mail.Recipients)
            {
                if (wanted.Contains(recipient.Address.ToString()))
                {
                    yield return mail.GetMimeReadStream();
                    yield break;
                }
            }
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Stream stream in Pick(e.MailItem))
            {
                using (FileStream file = File.Create(@"C:\Pairs\message.bin")) stream.CopyTo(file);
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private readonly HashSet<string> wanted = new HashSet<string> { "ceo@corp.invalid" };

        private IEnumerable<Stream> Pick(MailItem mail)
        {
            foreach (EnvelopeRecipient recipient in mail.Recipients)
            {
                if (wanted.Contains(recipient.Address.ToString()))
                {
                    yield return mail.GetMimeReadStream();
                    yield break;
                }
            }
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            int count = 0;
            foreach (Stream stream in Pick(e.MailItem)) count++;
            File.WriteAllText(@"C:\Pairs\count.txt", count.ToString());
        }
    }
}
