using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Adventure Works Journaling")]
[assembly: AssemblyProduct("Adventure Works Journaling")]
[assembly: AssemblyCompany("Adventure Works")]
[assembly: AssemblyVersion("1.0.1.0")]
[assembly: AssemblyFileVersion("1.0.1.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
