using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Wingtip External Mark")]
[assembly: AssemblyProduct("Wingtip External Mark")]
[assembly: AssemblyCompany("Wingtip Toys")]
[assembly: AssemblyVersion("5.0.1.0")]
[assembly: AssemblyFileVersion("5.0.1.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
