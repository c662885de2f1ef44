// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: greylisting of unknown sender, recipient and network triplets.
// A correct analysis says: expected; only digests of the envelope are compared with a stored set and kept in the agent's own
// state file; unknown triplets are refused openly with a temporary error. A hash here is not a concealed trigger: it is
// compared with stored data, not with a value in the code.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace WideWorld.Greylist
{
    public sealed class GreylistFactory : SmtpReceiveAgentFactory
    {
        private readonly TripletStore store =
            new TripletStore(Path.Combine(Path.GetDirectoryName(typeof(GreylistFactory).Assembly.Location), "triplets.db"));

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new GreylistAgent(store);
        }

        public override void Close()
        {
            store.Save();
        }
    }

    internal sealed class GreylistAgent : SmtpReceiveAgent
    {
        private static readonly SmtpResponse TryAgain = new SmtpResponse("451", "4.7.1", "Greylisted, try again later");
        private readonly TripletStore store;

        public GreylistAgent(TripletStore store)
        {
            this.store = store;
            OnRcptCommand += CheckTriplet;
        }

        private void CheckTriplet(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (!e.SmtpSession.IsExternalConnection || e.SmtpSession.AuthenticationSource != AuthenticationSource.Anonymous)
            {
                return;
            }
            string sender = e.MailItem == null ? string.Empty : e.MailItem.FromAddress.ToString();
            string key = Hash(Network(e.SmtpSession.RemoteEndPoint.Address), sender, e.RecipientAddress.ToString());
            DateTime first;
            if (!store.TryGet(key, out first))
            {
                store.Add(key, DateTime.UtcNow);
                source.RejectCommand(TryAgain);
            }
            else if (DateTime.UtcNow - first < TimeSpan.FromMinutes(5))
            {
                source.RejectCommand(TryAgain, "greylist");
            }
        }

        private static string Network(IPAddress address)
        {
            byte[] bytes = address.GetAddressBytes();
            if (address.AddressFamily == AddressFamily.InterNetwork)
            {
                bytes[3] = 0;
            }
            return new IPAddress(bytes).ToString();
        }

        private static string Hash(params string[] parts)
        {
            using (SHA256 sha = SHA256.Create())
            {
                byte[] digest = sha.ComputeHash(Encoding.UTF8.GetBytes(string.Join("|", parts).ToLowerInvariant()));
                return BitConverter.ToString(digest).Replace("-", string.Empty);
            }
        }
    }

    internal sealed class TripletStore
    {
        private readonly string path;
        private readonly Dictionary<string, DateTime> seen = new Dictionary<string, DateTime>();

        public TripletStore(string path)
        {
            this.path = path;
            if (!File.Exists(path))
            {
                return;
            }
            foreach (string line in File.ReadAllLines(path))
            {
                string[] parts = line.Split('\t');
                long ticks;
                if (parts.Length == 2 && long.TryParse(parts[1], out ticks))
                {
                    seen[parts[0]] = new DateTime(ticks, DateTimeKind.Utc);
                }
            }
        }

        public bool TryGet(string key, out DateTime first)
        {
            lock (seen)
            {
                return seen.TryGetValue(key, out first);
            }
        }

        public void Add(string key, DateTime when)
        {
            lock (seen)
            {
                seen[key] = when;
                if (seen.Count % 500 == 0)
                {
                    Save();
                }
            }
        }

        public void Save()
        {
            try
            {
                lock (seen)
                {
                    using (var writer = new StreamWriter(path, false, Encoding.ASCII))
                    {
                        foreach (KeyValuePair<string, DateTime> entry in seen)
                        {
                            writer.WriteLine(entry.Key + "\t" + entry.Value.Ticks);
                        }
                    }
                }
            }
            catch (IOException problem)
            {
                Trace.TraceWarning(problem.Message);
            }
        }
    }
}
