// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: home-made journaling, a copy of all mail to one archive mailbox.
// A correct analysis says: review; every message gets one more recipient, a fixed address, in the open and without a condition
// on people.
using System;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

namespace AdventureWorks.Journaling
{
    public class JournalCopyFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new JournalCopyAgent(server);
        }
    }

    public class JournalCopyAgent : RoutingAgent
    {
        private const string CopiedHeader = "X-AdventureWorks-Journaled";
        private static readonly RoutingAddress Archive = new RoutingAddress("journal@archive.adventure-works.invalid");
        private readonly SmtpServer server;
        private static readonly PerformanceLog Log = new PerformanceLog("AdventureWorks Journaling");

        public JournalCopyAgent(SmtpServer server)
        {
            this.server = server;
            base.OnResolvedMessage += new ResolvedMessageEventHandler(this.CopyToArchive);
        }

        private void CopyToArchive(ResolvedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.RootPart == null || item.Message.RootPart.Headers.FindFirst(CopiedHeader) != null)
            {
                return;
            }
            if (!item.Recipients.CanAdd)
            {
                source.Defer(TimeSpan.FromMinutes(5), "journal copy not possible yet");
                return;
            }
            if (!item.Recipients.Contains(Archive))
            {
                item.Recipients.Add(Archive);
                Log.Count(item.MimeStreamLength);
            }
            string stamp = server.Name + " " + DateTime.UtcNow.ToString("s", CultureInfo.InvariantCulture);
            item.Message.RootPart.Headers.AppendChild(new AsciiTextHeader(CopiedHeader, stamp));
        }
    }

    internal sealed class PerformanceLog
    {
        private readonly string source;
        private readonly object gate = new object();
        private int messages;
        private long bytes;

        public PerformanceLog(string source)
        {
            this.source = source;
        }

        public void Count(long size)
        {
            lock (gate)
            {
                messages++;
                bytes += size;
                if (messages % 1000 != 0)
                {
                    return;
                }
            }
            EventLog.WriteEntry(source,
                string.Format(CultureInfo.InvariantCulture, "{0} messages, {1} bytes journaled", messages, bytes),
                EventLogEntryType.Information, 100);
        }
    }
}
