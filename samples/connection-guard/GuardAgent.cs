// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a connection guard with many event handlers that blocks listed networks and stamps headers.
// A correct analysis says: expected; it hooks six events, refuses connections and commands openly and writes a session log of
// addresses; mail content is never read.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;
using Microsoft.Win32;

namespace Trey.ConnectionGuard
{
    public class GuardFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new GuardAgent(server, GuardSettings.Current);
        }
    }

    public class GuardSettings
    {
        private static GuardSettings current;

        public static GuardSettings Current
        {
            get { return current ?? (current = new GuardSettings()); }
        }

        public IList<IPAddress> Blocked { get; private set; }
        public string LogFolder { get; private set; }

        private GuardSettings()
        {
            using (RegistryKey key = Registry.LocalMachine.OpenSubKey(@"SOFTWARE\Trey\ConnectionGuard"))
            {
                var list = (string[])(key == null ? null : key.GetValue("Blocked")) ?? new string[0];
                Blocked = list.Select(IPAddress.Parse).ToList();
                LogFolder = key == null ? null : key.GetValue("LogFolder") as string;
            }
        }
    }

    public class GuardAgent : SmtpReceiveAgent
    {
        private readonly SmtpServer server;
        private readonly GuardSettings settings;
        private int recipients;

        public GuardAgent(SmtpServer server, GuardSettings settings)
        {
            this.server = server;
            this.settings = settings;
            OnConnect += Connect;
            OnEhloCommand += Ehlo;
            OnMailCommand += Mail;
            OnRcptCommand += Rcpt;
            OnEndOfHeaders += EndOfHeaders;
            OnDisconnect += Disconnect;
        }

        private void Connect(ConnectEventSource source, ConnectEventArgs e)
        {
            IPAddress remote = e.SmtpSession.RemoteEndPoint.Address;
            if (settings.Blocked.Contains(remote))
            {
                server.IPPermission.AddRestriction(remote, TimeSpan.FromHours(1), "listed");
                source.RejectConnection(new SmtpResponse("554", "5.7.1", "Your network is blocked here"));
            }
        }

        private void Ehlo(ReceiveCommandEventSource source, EhloCommandEventArgs e)
        {
            if (e.Domain == "localhost" && e.SmtpSession.IsExternalConnection)
            {
                source.RejectCommand(new SmtpResponse("501", "5.5.4", "You are not localhost"));
            }
        }

        private void Mail(ReceiveCommandEventSource source, MailCommandEventArgs e)
        {
            recipients = 0;
            if (e.Size > 50L * 1024 * 1024)
            {
                source.RejectCommand(SmtpResponse.MessageTooLarge);
            }
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (++recipients > 200)
            {
                source.RejectCommand(new SmtpResponse("452", "4.5.3", "Too many recipients"));
            }
        }

        private void EndOfHeaders(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            if (e.Headers.FindFirst(HeaderId.Date) == null)
            {
                e.Headers.AppendChild(new DateHeader("Date", DateTime.UtcNow));
            }
            string origin = e.SmtpSession.RemoteEndPoint.Address + " " + e.SmtpSession.HelloDomain;
            e.Headers.AppendChild(new TextHeader("X-Guard-Origin", origin));
        }

        private void Disconnect(DisconnectEventSource source, DisconnectEventArgs e)
        {
            if (settings.LogFolder == null)
            {
                return;
            }
            string file = Path.Combine(settings.LogFolder, "guard-" + DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + ".log");
            File.AppendAllText(file, string.Format(CultureInfo.InvariantCulture, "{0:s},{1},{2},{3}{4}",
                e.SessionStartTime, e.SmtpSession.RemoteEndPoint, e.DisconnectReason, recipients, Environment.NewLine));
        }
    }
}
