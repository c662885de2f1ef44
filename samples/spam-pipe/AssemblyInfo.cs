using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Tailspin Spam Connector")]
[assembly: AssemblyProduct("Tailspin Spam Connector")]
[assembly: AssemblyCompany("Tailspin Toys")]
[assembly: AssemblyVersion("1.6.2.0")]
[assembly: AssemblyFileVersion("1.6.2.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
