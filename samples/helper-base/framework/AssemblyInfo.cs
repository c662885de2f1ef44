using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Wingtip Mail Framework")]
[assembly: AssemblyProduct("Wingtip Mail Framework")]
[assembly: AssemblyCompany("Wingtip Toys")]
[assembly: AssemblyVersion("5.0.0.0")]
[assembly: AssemblyFileVersion("5.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
