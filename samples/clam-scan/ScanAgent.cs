// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a virus scanner that hands attachments to a scanning service on the same machine.
// A correct analysis says: review; attachments of every message go to a temporary file, deleted again, and to a socket of
// this machine (127.0.0.1:3310); an infected message is rejected openly.
using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Litware.AntiVirus
{
    public class ScanAgentFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new ScanAgent();
        }
    }

    public class ScanAgent : SmtpReceiveAgent
    {
        private readonly DaemonClient client = new DaemonClient(IPAddress.Loopback, 3310);

        public ScanAgent()
        {
            this.OnEndOfData += new EndOfDataEventHandler(this.ScanAgent_OnEndOfData);
        }

        private void ScanAgent_OnEndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                string path = Path.GetTempFileName();
                try
                {
                    using (Stream content = attachment.GetContentReadStream())
                    using (FileStream file = File.Create(path))
                    {
                        content.CopyTo(file);
                    }
                    string virus = client.Scan(path);
                    if (virus != null)
                    {
                        EventLog.WriteEntry("Litware AntiVirus",
                            "Rejected " + e.MailItem.Message.MessageId + ": " + virus, EventLogEntryType.Warning);
                        source.RejectMessage(new SmtpResponse("554", "5.6.1", "Infected message refused: " + virus));
                        return;
                    }
                }
                catch (SocketException problem)
                {
                    EventLog.WriteEntry("Litware AntiVirus", "Scanner not available: " + problem.Message, EventLogEntryType.Error);
                }
                finally
                {
                    File.Delete(path);
                }
            }
        }
    }

    internal class DaemonClient
    {
        private readonly IPAddress address;
        private readonly int port;

        public DaemonClient(IPAddress address, int port)
        {
            this.address = address;
            this.port = port;
        }

        // The INSTREAM dialogue: length-prefixed blocks, an empty block, one line of answer.
        public string Scan(string path)
        {
            using (var tcp = new TcpClient())
            {
                tcp.Connect(address, port);
                NetworkStream network = tcp.GetStream();
                byte[] command = Encoding.ASCII.GetBytes("zINSTREAM\0");
                network.Write(command, 0, command.Length);
                using (FileStream file = File.OpenRead(path))
                {
                    var buffer = new byte[8192];
                    int count;
                    while ((count = file.Read(buffer, 0, buffer.Length)) > 0)
                    {
                        byte[] prefix = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(count));
                        network.Write(prefix, 0, 4);
                        network.Write(buffer, 0, count);
                    }
                }
                network.Write(new byte[4], 0, 4);
                string answer = new StreamReader(network, Encoding.ASCII).ReadToEnd().TrimEnd('\0', '\n');
                return answer.EndsWith("FOUND", StringComparison.Ordinal) ? answer : null;
            }
        }
    }
}
