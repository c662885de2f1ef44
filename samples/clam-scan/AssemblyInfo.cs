using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Litware AntiVirus Agent")]
[assembly: AssemblyProduct("Litware AntiVirus Agent")]
[assembly: AssemblyCompany("Litware")]
[assembly: AssemblyVersion("1.0.9.0")]
[assembly: AssemblyFileVersion("1.0.9.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
