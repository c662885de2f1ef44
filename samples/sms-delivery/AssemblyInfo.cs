using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Proseware Short Messages")]
[assembly: AssemblyProduct("Proseware Short Messages")]
[assembly: AssemblyCompany("Proseware")]
[assembly: AssemblyVersion("4.2.0.0")]
[assembly: AssemblyFileVersion("4.2.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
