// Signature-only stand-in for Microsoft.Exchange.Data.Common, written for txray's samples: no body does anything, and the
// assembly is unsigned.
using System.Reflection;

[assembly: AssemblyTitle("Signature stub of Microsoft.Exchange.Data.Common for the samples of txray")]
[assembly: AssemblyVersion("15.1.2507.0")]
[assembly: AssemblyFileVersion("15.1.2507.0")]
