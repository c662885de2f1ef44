using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Coho Auto Reply")]
[assembly: AssemblyProduct("Coho Auto Reply")]
[assembly: AssemblyCompany("Coho Winery")]
[assembly: AssemblyVersion("1.1.0.0")]
[assembly: AssemblyFileVersion("1.1.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
