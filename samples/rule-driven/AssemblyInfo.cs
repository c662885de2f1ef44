using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Mail Hygiene")]
[assembly: AssemblyProduct("Mail Hygiene")]
[assembly: AssemblyCompany("Tasmanian Traders")]
[assembly: AssemblyVersion("1.0.0.0")]
[assembly: AssemblyFileVersion("1.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
