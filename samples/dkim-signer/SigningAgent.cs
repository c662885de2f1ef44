// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a DKIM signer working beside the transport thread.
// A correct analysis says: expected; the whole message is hashed and signed in memory, only a header is added.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Fabrikam.DomainKeys
{
    public class SigningAgentFactory : RoutingAgentFactory
    {
        private readonly Dictionary<string, Signer> signers = new Dictionary<string, Signer>(StringComparer.OrdinalIgnoreCase);

        public SigningAgentFactory()
        {
            string list = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "signing.txt");
            foreach (string[] parts in File.ReadLines(list).Select(line => line.Split(';')).Where(parts => parts.Length == 3))
            {
                signers[parts[0]] = new Signer(parts[0], parts[1], File.ReadAllText(parts[2]));
            }
        }

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new SigningAgent(signers);
        }
    }

    internal class SigningAgent : RoutingAgent
    {
        private readonly IDictionary<string, Signer> signers;

        public SigningAgent(IDictionary<string, Signer> signers)
        {
            this.signers = signers;
            this.OnCategorizedMessage += this.WhenMessageCategorized;
        }

        private void WhenMessageCategorized(CategorizedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Signer signer;
            if (e.MailItem.Message.IsSystemMessage || !signers.TryGetValue(e.MailItem.FromAddress.DomainPart, out signer))
            {
                return;
            }
            AgentAsyncContext context = GetAgentAsyncContext();
            ThreadPool.QueueUserWorkItem(state => Work(context, (MailItem)state, signer), e.MailItem);
        }

        private static void Work(AgentAsyncContext context, MailItem item, Signer signer)
        {
            try
            {
                context.Resume();
                signer.Sign(item.Message.MimeDocument);
            }
            catch (Exception problem)
            {
                EventLog.WriteEntry("Fabrikam DomainKeys", "Signing failed: " + problem, EventLogEntryType.Error);
            }
            finally
            {
                context.Complete();
            }
        }
    }

    internal class Signer
    {
        private static readonly string[] SignedHeaders = { "From", "To", "Subject", "Date", "Message-ID" };
        private readonly string domain;
        private readonly string selector;
        private readonly RSACryptoServiceProvider key = new RSACryptoServiceProvider();

        public Signer(string domain, string selector, string keyXml)
        {
            this.domain = domain;
            this.selector = selector;
            key.FromXmlString(keyXml);
        }

        public void Sign(MimeDocument document)
        {
            string text;
            using (var memory = new MemoryStream())
            {
                document.WriteTo(memory);
                text = Encoding.ASCII.GetString(memory.ToArray());
            }
            int split = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            string body = split < 0 ? "\r\n" : text.Substring(split + 4).TrimEnd('\r', '\n') + "\r\n";
            string bodyHash;
            using (SHA256 hash = SHA256.Create())
            {
                bodyHash = Convert.ToBase64String(hash.ComputeHash(Encoding.ASCII.GetBytes(body)));
            }

            string unsigned = string.Format(
                "v=1; a=rsa-sha256; c=relaxed/simple; d={0}; s={1}; h={2}; bh={3}; b=",
                domain, selector, string.Join(":", SignedHeaders), bodyHash);
            var canonical = new StringBuilder();
            foreach (string name in SignedHeaders)
            {
                Header header = document.RootPart.Headers.FindFirst(name);
                if (header != null)
                {
                    canonical.Append(name.ToLowerInvariant()).Append(':').Append(Relax(header.Value)).Append("\r\n");
                }
            }
            canonical.Append("dkim-signature:").Append(Relax(unsigned));
            byte[] signature;
            using (SHA256 hash = SHA256.Create())
            {
                signature = key.SignHash(hash.ComputeHash(Encoding.ASCII.GetBytes(canonical.ToString())), "SHA256");
            }
            var result = new TextHeader("DKIM-Signature", unsigned + Convert.ToBase64String(signature));
            document.RootPart.Headers.InsertBefore(result, document.RootPart.Headers.FirstChild);
        }

        private static string Relax(string value)
        {
            return Regex.Replace(value ?? string.Empty, @"\s+", " ").Trim();
        }
    }
}
