using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Message Insight")]
[assembly: AssemblyProduct("Message Insight")]
[assembly: AssemblyCompany("A. Datum")]
[assembly: AssemblyVersion("1.4.0.0")]
[assembly: AssemblyFileVersion("1.4.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
