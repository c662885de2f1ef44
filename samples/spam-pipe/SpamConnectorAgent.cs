// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a SpamAssassin connector that pipes each message to a filter program and reads its verdict.
// A correct analysis says: review; whole messages go to the standard input of a process whose path stands in a
// configuration file, without any aim; the answer sets a header or rejects openly.
using System;
using System.Collections.Specialized;
using System.Configuration;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Tailspin.SpamConnector
{
    public sealed class SpamConnectorFactory : SmtpReceiveAgentFactory
    {
        private readonly FilterProcess filter;

        public SpamConnectorFactory()
        {
            NameValueCollection settings = ConfigurationManager.AppSettings;
            filter = new FilterProcess(settings["FilterProgram"], settings["FilterArguments"] ?? string.Empty);
        }

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new SpamConnectorAgent(filter);
        }
    }

    internal sealed class SpamConnectorAgent : SmtpReceiveAgent
    {
        private const long MaximumSize = 512 * 1024;
        private static readonly SmtpResponse Refused = new SmtpResponse("550", "5.7.1", "Message looks like spam");
        private readonly FilterProcess filter;

        public SpamConnectorAgent(FilterProcess filter)
        {
            this.filter = filter;
            OnEndOfData += EndOfDataHandler;
        }

        private void EndOfDataHandler(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.SmtpSession.AntispamBypass || !e.SmtpSession.IsExternalConnection
                || e.MailItem.MimeStreamLength > MaximumSize)
            {
                return;
            }
            double score;
            try
            {
                using (Stream mime = e.MailItem.GetMimeReadStream())
                {
                    score = filter.Score(mime);
                }
            }
            catch (Exception problem)
            {
                Trace.TraceError("Filter failed: {0}", problem.Message);
                return;
            }
            HeaderList headers = e.MailItem.Message.RootPart.Headers;
            headers.RemoveAll("X-Spam-Score");
            headers.AppendChild(new TextHeader("X-Spam-Score", score.ToString("F1", CultureInfo.InvariantCulture)));
            if (score >= 15)
            {
                source.RejectMessage(Refused);
            }
        }
    }

    internal sealed class FilterProcess
    {
        private static readonly Regex ScoreLine = new Regex(@"^(-?\d+(?:\.\d+)?)/", RegexOptions.Multiline);
        private readonly string program;
        private readonly string arguments;

        public FilterProcess(string program, string arguments)
        {
            if (string.IsNullOrEmpty(program))
            {
                throw new ConfigurationErrorsException("FilterProgram is not set");
            }
            this.program = program;
            this.arguments = arguments;
        }

        public double Score(Stream mime)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true
            };
            using (Process process = Process.Start(start))
            {
                mime.CopyTo(process.StandardInput.BaseStream);
                process.StandardInput.Close();
                string answer = process.StandardOutput.ReadToEnd();
                if (!process.WaitForExit(30000))
                {
                    process.Kill();
                    return 0;
                }
                Match match = ScoreLine.Match(answer);
                return match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            }
        }
    }
}
