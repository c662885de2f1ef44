// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: the shared library of a company's agents: a base class that logs, measures and catches.
// A correct analysis says: expected; alone it holds an agent base and no factory, and does nothing but log.
using System;
using System.Diagnostics;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Wingtip.Mail.Framework
{
    public abstract class LoggingRoutingAgent : RoutingAgent
    {
        private readonly string source;

        protected LoggingRoutingAgent(string source)
        {
            this.source = source;
            OnSubmittedMessage += HandleSubmitted;
        }

        protected virtual bool Applies(MailItem item)
        {
            return !item.Message.IsSystemMessage;
        }

        protected virtual void Change(MailItem item)
        {
        }

        protected void Log(string text, EventLogEntryType type)
        {
            EventLog.WriteEntry(source, text, type);
        }

        private void HandleSubmitted(SubmittedMessageEventSource eventSource, QueuedMessageEventArgs e)
        {
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                if (Applies(e.MailItem))
                {
                    Change(e.MailItem);
                }
            }
            catch (InvalidOperationException problem)
            {
                Log(problem.Message, EventLogEntryType.Error);
            }
            if (watch.ElapsedMilliseconds > 1000)
            {
                Log("slow: " + watch.ElapsedMilliseconds + " ms", EventLogEntryType.Warning);
            }
        }
    }

    public static class Headers
    {
        public static void Set(MailItem item, string name, string value)
        {
            item.Message.RootPart.Headers.RemoveAll(name);
            item.Message.RootPart.Headers.AppendChild(new Microsoft.Exchange.Data.Mime.TextHeader(name, value));
        }
    }
}
