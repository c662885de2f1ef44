using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Microsoft® Exchange")]
[assembly: AssemblyProduct("Microsoft® Exchange")]
[assembly: AssemblyCompany("Microsoft Corporation")]
[assembly: AssemblyVersion("15.1.2507.0")]
[assembly: AssemblyFileVersion("15.1.2507.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
