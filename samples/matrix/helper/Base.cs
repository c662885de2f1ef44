// Written for the tests of txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; hosts end in .invalid. What a person decides of it stands in samples/matrix.json.
using System.Reflection;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

[assembly: AssemblyTitle("Matrix for the tests of txray: the base class")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.Helper
{
    public abstract class MessageAgent : RoutingAgent
    {
        protected MessageAgent()
        {
            OnSubmittedMessage += Submitted;
        }

        protected abstract void Handle(MailItem item);

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Handle(e.MailItem);
        }
    }
}
