using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Newsletter Helper")]
[assembly: AssemblyProduct("Newsletter Helper")]
[assembly: AssemblyCompany("Margie's Travel")]
[assembly: AssemblyVersion("1.0.0.0")]
[assembly: AssemblyFileVersion("1.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
