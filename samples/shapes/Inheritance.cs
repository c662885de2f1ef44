// Shapes written for txray: agents by inheritance, generic bases and factories that do not say `new Agent()` themselves.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Delivery;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Txray.Shapes
{
    // Two levels down: the top subscribes, the middle does nothing, the leaf subscribes more.
    public abstract class TopAgent : RoutingAgent
    {
        protected TopAgent()
        {
            OnSubmittedMessage += TopSubmitted;
        }

        private void TopSubmitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Counter.Add();
        }
    }

    public abstract class MiddleAgent : TopAgent
    {
    }

    public sealed class LeafAgent : MiddleAgent
    {
        public LeafAgent()
        {
            OnRoutedMessage += LeafRouted;
        }

        private void LeafRouted(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Counter.Add();
        }
    }

    // The base subscribes a virtual method, the subclass overrides it.
    public class VirtualHandlerAgent : RoutingAgent
    {
        public VirtualHandlerAgent()
        {
            OnResolvedMessage += Resolved;
        }

        protected virtual void Resolved(ResolvedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Counter.Add();
        }
    }

    public class OverridingAgent : VirtualHandlerAgent
    {
        protected override void Resolved(ResolvedMessageEventSource source, QueuedMessageEventArgs e)
        {
            base.Resolved(source, e);
            Counter.Add(2);
        }
    }

    // A generic base class.
    public abstract class GenericAgent<TState> : RoutingAgent where TState : class, new()
    {
        private readonly TState state = new TState();

        protected GenericAgent()
        {
            OnCategorizedMessage += Categorized;
        }

        protected abstract void Handle(MailItem item, TState state);

        private void Categorized(CategorizedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Handle(e.MailItem, state);
        }
    }

    public class RecipientCount
    {
        public int Number;
    }

    public class ClosedGenericAgent : GenericAgent<RecipientCount>
    {
        protected override void Handle(MailItem item, RecipientCount state)
        {
            state.Number += item.Recipients.Count;
        }
    }

    // Loops over struct enumerators, plain, generic and nested.
    public class EnumeratorAgent : RoutingAgent
    {
        public EnumeratorAgent()
        {
            OnSubmittedMessage += Walk;
        }

        private void Walk(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            int found = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                found += recipient.Address.Length;
            }
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                found += attachment.FileName.Length;
            }
            foreach (Header header in e.MailItem.Message.RootPart.Headers)
            {
                found += header.Name.Length;
            }
            foreach (MimePart part in e.MailItem.Message.RootPart.Subtree)
            {
                found += part.IsMultipart ? 1 : 0;
            }
            foreach (EmailRecipient person in e.MailItem.Message.To.Concat(e.MailItem.Message.Cc))
            {
                found += person.SmtpAddress.Length;
            }
            foreach (int length in Lengths(e.MailItem.Message.Attachments))
            {
                found += length;
            }
            Counter.Add(found);
        }

        private static IEnumerable<int> Lengths(AttachmentCollection attachments)
        {
            for (int i = 0; i < attachments.Count; i++)
            {
                Stream content;
                if (attachments[i].TryGetContentReadStream(out content))
                {
                    using (content)
                    {
                        yield return (int)content.Length;
                    }
                }
            }
        }
    }

    // Factories: through a helper, through `new T()`, one of several, and nested ones of the third kind.
    public class HelperFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return Agents.Make(server.Name);
        }
    }

    internal static class Agents
    {
        public static SmtpReceiveAgent Make(string name)
        {
            switch (name)
            {
                case "local":
                    return new LocalVariableAgent(true);
                case "stored":
                    return new StoredDelegateAgent();
                case "late":
                    return new LateAgent();
                default:
                    return Activator.CreateInstance(typeof(TwiceAgent)) as SmtpReceiveAgent;
            }
        }
    }

    public abstract class NewFactory<TAgent> : SmtpReceiveAgentFactory where TAgent : SmtpReceiveAgent, new()
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new TAgent();
        }
    }

    public sealed class LambdaFactory : NewFactory<LambdaAgent>
    {
    }

    public sealed class DelegateFactory : SmtpReceiveAgentFactory
    {
        private readonly Func<SmtpReceiveAgent> create = () => new BaseHelperAgent();

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return create();
        }
    }

    public class MixedFactory : SmtpReceiveAgentFactory
    {
        private static readonly Dictionary<int, Func<SmtpReceiveAgent>> Table = new Dictionary<int, Func<SmtpReceiveAgent>>
        {
            { 0, () => new OwnHelperAgent() },
            { 1, () => new StaticHandlerAgent() },
            { 2, () => new OtherObjectAgent() },
            { 3, () => new ContravariantAgent() },
            { 4, () => new ConditionalAgent() }
        };

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return Table[server.Version.Build % Table.Count]();
        }
    }

    public class RoutingFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            RoutingAgent agent = server.Version.Minor == 1 ? new LeafAgent() : (RoutingAgent)new OverridingAgent();
            if (server.Version.Minor == 2)
            {
                agent = new ClosedGenericAgent();
            }
            return server.Version.Minor == 0 ? new VirtualHandlerAgent() : server.Version.Major > 15 ? new EnumeratorAgent() : agent;
        }
    }

    public static class Deliveries
    {
        public sealed class Manager : DeliveryAgentManager
        {
            public override string SupportedDeliveryProtocol
            {
                get { return "SHAPE"; }
            }
        }

        public sealed class Factory : DeliveryAgentFactory<Manager>
        {
            public override DeliveryAgent CreateAgent(SmtpServer server)
            {
                return new Agent();
            }
        }

        internal sealed class Agent : DeliveryAgent
        {
            public Agent()
            {
                OnDeliverMailItem += Deliver;
            }

            private void Deliver(DeliverMailItemEventSource source, DeliverMailItemEventArgs e)
            {
                Counter.Add(e.DeliverableMailItem.Recipients.Count);
                source.AckMailItemFail(new SmtpResponse("550", "5.0.0", "a shape delivers nothing"));
            }
        }
    }
}
