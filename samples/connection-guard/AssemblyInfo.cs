using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Trey Connection Guard")]
[assembly: AssemblyProduct("Trey Connection Guard")]
[assembly: AssemblyCompany("Trey Research")]
[assembly: AssemblyVersion("2.0.0.0")]
[assembly: AssemblyFileVersion("2.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
