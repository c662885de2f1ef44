using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Wide World Greylist")]
[assembly: AssemblyProduct("Wide World Greylist")]
[assembly: AssemblyCompany("Wide World Importers")]
[assembly: AssemblyVersion("0.9.3.0")]
[assembly: AssemblyFileVersion("0.9.3.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
