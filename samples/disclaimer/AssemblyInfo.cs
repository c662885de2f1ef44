using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Contoso Disclaimer Agent")]
[assembly: AssemblyProduct("Contoso Disclaimer Agent")]
[assembly: AssemblyCompany("Contoso")]
[assembly: AssemblyVersion("2.1.0.0")]
[assembly: AssemblyFileVersion("2.1.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
