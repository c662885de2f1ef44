// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a catch-all redirector that maps unknown recipients of a domain to one mailbox.
// A correct analysis says: expected; recipients are replaced at RCPT TO by addresses from a configuration file.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Northwind.CatchAll
{
    public sealed class CatchAllFactory : SmtpReceiveAgentFactory
    {
        private readonly CatchAllConfig config = new CatchAllConfig();

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new CatchAllAgent(config, server.AddressBook);
        }

        public override void Close()
        {
            config.Dispose();
        }
    }

    internal sealed class CatchAllAgent : SmtpReceiveAgent
    {
        private readonly CatchAllConfig config;
        private readonly AddressBook addressBook;
        private readonly Dictionary<string, string> redirected = new Dictionary<string, string>();

        public CatchAllAgent(CatchAllConfig config, AddressBook addressBook)
        {
            this.config = config;
            this.addressBook = addressBook;
            OnRcptCommand += Rcpt;
            OnEndOfHeaders += AddOriginalTo;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            string wanted = e.RecipientAddress.ToString().ToLowerInvariant();
            string target = config.Map(wanted);
            if (target == null || !RoutingAddress.IsValidAddress(target))
            {
                return;
            }
            if (addressBook != null && addressBook.Contains(e.RecipientAddress))
            {
                return;
            }
            redirected[wanted] = target;
            e.OriginalRecipient = "rfc822;" + wanted;
            e.RecipientAddress = new RoutingAddress(target);
        }

        private void AddOriginalTo(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            foreach (KeyValuePair<string, string> pair in redirected)
            {
                e.Headers.AppendChild(new Microsoft.Exchange.Data.Mime.TextHeader("X-Original-To", pair.Key));
            }
            redirected.Clear();
        }
    }

    internal sealed class CatchAllConfig : IDisposable
    {
        private readonly string path;
        private readonly FileSystemWatcher watcher;
        private readonly object gate = new object();
        private List<KeyValuePair<Regex, string>> rules = new List<KeyValuePair<Regex, string>>();

        public CatchAllConfig()
        {
            string folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
            path = Path.Combine(folder, "catchall.config");
            Read();
            watcher = new FileSystemWatcher(folder, "catchall.config");
            watcher.Changed += (sender, args) => Read();
            watcher.EnableRaisingEvents = true;
        }

        public string Map(string address)
        {
            lock (gate)
            {
                foreach (KeyValuePair<Regex, string> rule in rules)
                {
                    if (rule.Key.IsMatch(address))
                    {
                        return rule.Key.Replace(address, rule.Value);
                    }
                }
            }
            return null;
        }

        public void Dispose()
        {
            watcher.Dispose();
        }

        private void Read()
        {
            var fresh = new List<KeyValuePair<Regex, string>>();
            var document = new XmlDocument();
            document.Load(path);
            foreach (XmlElement element in document.SelectNodes("/redirects/redirect"))
            {
                var pattern = new Regex(element.GetAttribute("pattern"), RegexOptions.IgnoreCase | RegexOptions.Compiled);
                fresh.Add(new KeyValuePair<Regex, string>(pattern, element.GetAttribute("to")));
            }
            lock (gate)
            {
                rules = fresh;
            }
        }
    }
}
