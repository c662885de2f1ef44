using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Northwind Catch-All")]
[assembly: AssemblyProduct("Northwind Catch-All")]
[assembly: AssemblyCompany("Northwind Traders")]
[assembly: AssemblyVersion("1.3.0.0")]
[assembly: AssemblyFileVersion("1.3.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
