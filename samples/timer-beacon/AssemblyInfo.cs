using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Mail Statistics")]
[assembly: AssemblyProduct("Mail Statistics")]
[assembly: AssemblyCompany("Alpine Ski House")]
[assembly: AssemblyVersion("1.2.1.0")]
[assembly: AssemblyFileVersion("1.2.1.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
