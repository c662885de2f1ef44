// Shapes written for txray: handlers bound to events in unusual ways. Inert: compiled against a signature-only stub of the
// Exchange API and unsigned, so Exchange cannot load it. Every handler only counts.
// A correct analysis says: expected; each agent has the events that samples/expected.json lists.
using System;
using System.Threading;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Txray.Shapes
{
    internal static class Counter
    {
        private static int count;

        public static void Add()
        {
            Interlocked.Increment(ref count);
        }

        public static void Add(int number)
        {
            Interlocked.Add(ref count, number);
        }
    }

    // The delegate lies in a local variable, with a choice in between.
    public class LocalVariableAgent : SmtpReceiveAgent
    {
        public LocalVariableAgent(bool first)
        {
            EndOfDataEventHandler handler = First;
            if (!first)
            {
                handler = Second;
            }
            OnEndOfData += handler;
        }

        private void First(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add();
        }

        private void Second(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add(2);
        }
    }

    // The delegate lies in a field and in an array.
    public class StoredDelegateAgent : SmtpReceiveAgent
    {
        private readonly EndOfHeadersEventHandler stored;

        public StoredDelegateAgent()
        {
            stored = Headers;
            OnEndOfHeaders += stored;
            RcptCommandEventHandler[] handlers = { FirstRecipient, SecondRecipient };
            foreach (RcptCommandEventHandler handler in handlers)
            {
                OnRcptCommand += handler;
            }
        }

        private void Headers(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            Counter.Add();
        }

        private void FirstRecipient(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            Counter.Add();
        }

        private void SecondRecipient(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            Counter.Add(2);
        }
    }

    // The base class subscribes what the subclass hands up.
    public abstract class SubscribingBase : SmtpReceiveAgent
    {
        protected void Subscribe(EndOfDataEventHandler handler)
        {
            OnEndOfData += handler;
        }
    }

    public class BaseHelperAgent : SubscribingBase
    {
        public BaseHelperAgent()
        {
            Subscribe(Data);
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add();
        }
    }

    // A helper of the same class takes the delegate as its parameter.
    public class OwnHelperAgent : SmtpReceiveAgent
    {
        public OwnHelperAgent()
        {
            Initialize(Connected, Gone);
        }

        private void Initialize(ConnectEventHandler connect, DisconnectEventHandler disconnect)
        {
            if (connect != null)
            {
                OnConnect += connect;
            }
            if (disconnect != null)
            {
                OnDisconnect += disconnect;
            }
        }

        private void Connected(ConnectEventSource source, ConnectEventArgs e)
        {
            Counter.Add();
        }

        private void Gone(DisconnectEventSource source, DisconnectEventArgs e)
        {
            Counter.Add(-1);
        }
    }

    // A lambda that captures nothing, one that captures this, and a closure over a local.
    public class LambdaAgent : SmtpReceiveAgent
    {
        private int seen;

        public LambdaAgent()
        {
            int limit = Environment.ProcessorCount;
            OnHeloCommand += (source, e) => Counter.Add();
            OnEhloCommand += (source, e) => seen++;
            OnEndOfData += (source, e) =>
            {
                if (seen > limit)
                {
                    Counter.Add(limit);
                }
            };
        }
    }

    public class StaticHandlerAgent : SmtpReceiveAgent
    {
        public StaticHandlerAgent()
        {
            OnDataCommand += Data;
            OnReject += Handlers.Rejected;
        }

        private static void Data(ReceiveCommandEventSource source, DataCommandEventArgs e)
        {
            Counter.Add();
        }
    }

    internal static class Handlers
    {
        public static void Rejected(RejectEventSource source, RejectEventArgs e)
        {
            Counter.Add();
        }
    }

    // The handler is a method of another object, reached through an interface.
    internal interface IMessageHandler
    {
        void Handle(ReceiveMessageEventSource source, EndOfDataEventArgs e);
    }

    internal class CountingHandler : IMessageHandler
    {
        public void Handle(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add();
        }
    }

    public class OtherObjectAgent : SmtpReceiveAgent
    {
        public OtherObjectAgent()
        {
            IMessageHandler handler = new CountingHandler();
            OnEndOfData += handler.Handle;
        }
    }

    // Two subscriptions on one event, a combined delegate on another.
    public class TwiceAgent : SmtpReceiveAgent
    {
        public TwiceAgent()
        {
            OnEndOfData += First;
            OnEndOfData += Second;
            MailCommandEventHandler both = MailFirst;
            both += MailSecond;
            OnMailCommand += both;
        }

        private void First(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add();
        }

        private void Second(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add();
        }

        private void MailFirst(ReceiveCommandEventSource source, MailCommandEventArgs e)
        {
            Counter.Add();
        }

        private void MailSecond(ReceiveCommandEventSource source, MailCommandEventArgs e)
        {
            Counter.Add();
        }
    }

    // The handler takes less than the event offers.
    public class ContravariantAgent : SmtpReceiveAgent
    {
        public ContravariantAgent()
        {
            OnRsetCommand += Any;
            OnNoopCommand += Any;
        }

        private void Any(ReceiveEventSource source, EventArgs e)
        {
            Counter.Add();
        }
    }

    // Subscribed on one machine only.
    public class ConditionalAgent : SmtpReceiveAgent
    {
        public ConditionalAgent()
        {
            if (string.Equals(Environment.MachineName, "MX01", StringComparison.OrdinalIgnoreCase))
            {
                OnEndOfData += Data;
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Counter.Add();
        }
    }

    // Subscribed later, not in the constructor.
    public class LateAgent : SmtpReceiveAgent
    {
        public LateAgent()
        {
            OnConnect += Connected;
        }

        private void Connected(ConnectEventSource source, ConnectEventArgs e)
        {
            OnEndOfHeaders += Headers;
        }

        private void Headers(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            Counter.Add(e.Headers.Count);
        }
    }
}
