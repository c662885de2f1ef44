// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a corporate disclaimer appended to outgoing mail.
// A correct analysis says: expected; it reads and rewrites the body of mail to outside recipients, nothing leaves the server.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Microsoft.Exchange.Data.TextConverters;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Contoso.Mail.Disclaimer
{
    public sealed class DisclaimerAgentFactory : RoutingAgentFactory
    {
        private readonly DisclaimerSettings settings = DisclaimerSettings.Load();

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DisclaimerAgent(server, settings);
        }
    }

    internal sealed class DisclaimerSettings
    {
        public string Text { get; private set; }
        public string Html { get; private set; }
        public HashSet<string> SkipDomains { get; private set; }

        public static DisclaimerSettings Load()
        {
            string folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
            XElement root = XDocument.Load(Path.Combine(folder, "disclaimer.xml")).Root;
            return new DisclaimerSettings
            {
                Text = (string)root.Element("text") ?? string.Empty,
                Html = (string)root.Element("html") ?? string.Empty,
                SkipDomains = new HashSet<string>(
                    root.Elements("skip").Select(element => element.Value.Trim()), StringComparer.OrdinalIgnoreCase)
            };
        }
    }

    internal sealed class DisclaimerAgent : RoutingAgent
    {
        private const string MarkerHeader = "X-Contoso-Disclaimer";
        private readonly SmtpServer server;
        private readonly DisclaimerSettings settings;

        public DisclaimerAgent(SmtpServer server, DisclaimerSettings settings)
        {
            this.server = server;
            this.settings = settings;
            OnSubmittedMessage += SubmittedMessage;
        }

        private void SubmittedMessage(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            try
            {
                MailItem item = e.MailItem;
                if (item.Message.TnefPart != null || item.Message.MessageSecurityType != MessageSecurityType.None)
                {
                    return;
                }
                if (item.Message.RootPart.Headers.FindFirst(MarkerHeader) != null || !LeavesCompany(item))
                {
                    return;
                }
                Append(item.Message.Body);
                item.Message.RootPart.Headers.AppendChild(new Microsoft.Exchange.Data.Mime.TextHeader(MarkerHeader, "1"));
            }
            catch (IOException problem)
            {
                EventLog.WriteEntry("Contoso Disclaimer", problem.Message, EventLogEntryType.Warning);
            }
        }

        private bool LeavesCompany(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (server.AcceptedDomains.Find(recipient.Address) == null
                    && !settings.SkipDomains.Contains(recipient.Address.DomainPart))
                {
                    return true;
                }
            }
            return false;
        }

        private void Append(Body body)
        {
            Encoding encoding = Encoding.GetEncoding(body.CharsetName);
            TextConverter converter;
            if (body.BodyFormat == BodyFormat.Html)
            {
                converter = new HtmlToHtml
                {
                    InputEncoding = encoding, OutputEncoding = encoding,
                    HeaderFooterFormat = HeaderFooterFormat.Html, Footer = settings.Html
                };
            }
            else if (body.BodyFormat == BodyFormat.Text)
            {
                converter = new TextToText
                {
                    InputEncoding = encoding, OutputEncoding = encoding,
                    HeaderFooterFormat = HeaderFooterFormat.Text, Footer = settings.Text
                };
            }
            else
            {
                return;
            }
            using (Stream read = body.GetContentReadStream())
            using (Stream write = body.GetContentWriteStream(body.CharsetName))
            {
                converter.Convert(read, write);
            }
        }
    }
}
