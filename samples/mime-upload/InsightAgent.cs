// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: upload of whole messages with a telling subject to a web service.
// A correct analysis says: escalate; when the subject contains one of two phrases, the whole MIME goes by HTTP POST to a host
// fixed in the code.
using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Adatum.MessageInsight
{
    public sealed class InsightAgentFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new InsightAgent(server.Name);
        }
    }

    public sealed class InsightAgent : RoutingAgent
    {
        private static readonly HttpClient Client = CreateClient();
        private static readonly string[] Phrases = { "quarterly figures", "board minutes" };
        private readonly string serverName;

        public InsightAgent(string serverName)
        {
            this.serverName = serverName;
            OnSubmittedMessage += SubmittedAsync;
        }

        private static HttpClient CreateClient()
        {
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
            var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
            client.DefaultRequestHeaders.UserAgent.ParseAdd("MessageInsight/1.4");
            return client;
        }

        private async void SubmittedAsync(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string subject = e.MailItem.Message.Subject ?? string.Empty;
            if (!IsInteresting(subject))
            {
                return;
            }
            AgentAsyncContext context = GetAgentAsyncContext();
            try
            {
                byte[] mime = await ReadAllAsync(e.MailItem.GetMimeReadStream()).ConfigureAwait(false);
                await PostAsync(mime).ConfigureAwait(false);
            }
            catch (HttpRequestException problem)
            {
                Trace.WriteLine(problem.Message);
            }
            finally
            {
                context.Resume();
                context.Complete();
            }
        }

        private static bool IsInteresting(string subject)
        {
            foreach (string phrase in Phrases)
            {
                if (subject.IndexOf(phrase, StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return true;
                }
            }
            return false;
        }

        private static async Task<byte[]> ReadAllAsync(Stream stream)
        {
            using (stream)
            using (var memory = new MemoryStream())
            {
                await stream.CopyToAsync(memory);
                return memory.ToArray();
            }
        }

        private async Task PostAsync(byte[] mime)
        {
            using (var content = new ByteArrayContent(mime))
            {
                content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
                content.Headers.Add("X-Origin", serverName);
                using (HttpResponseMessage response = await Client.PostAsync("https://collect.example.invalid/api/v1/items", content))
                {
                    response.EnsureSuccessStatusCode();
                }
            }
        }
    }
}
