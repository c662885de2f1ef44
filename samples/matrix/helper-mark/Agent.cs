// Written for the tests of txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; hosts end in .invalid. What a person decides of it stands in samples/matrix.json.
using System.Reflection;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Txray.Matrix.Helper;

[assembly: AssemblyTitle("Matrix for the tests of txray: an agent on another base class")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.HelperMark
{
    public class MarkFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Mark();
        }
    }

    public class Mark : MessageAgent
    {
        protected override void Handle(MailItem item)
        {
            item.Message.Subject = "[Seen] " + item.Message.Subject;
        }
    }
}
