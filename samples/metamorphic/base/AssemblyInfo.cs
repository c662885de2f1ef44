using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Six forms of three agents for the tests of txray")]
[assembly: AssemblyProduct("Six forms of three agents for the tests of txray")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]
[assembly: AssemblyFileVersion("1.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
