// Signature-only stand-in for Microsoft.Exchange.Data.Transport, written for txray's samples: no body does anything, the
// assembly is unsigned, and no agent or factory can be constructed with it, for their base constructors throw.
using System.Reflection;

[assembly: AssemblyTitle("Signature stub of Microsoft.Exchange.Data.Transport for the samples of txray")]
[assembly: AssemblyVersion("15.1.2507.0")]
[assembly: AssemblyFileVersion("15.1.2507.0")]
