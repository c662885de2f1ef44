using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Pairs for the tests of txray")]
[assembly: AssemblyProduct("Pairs for the tests of txray")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]
[assembly: AssemblyFileVersion("1.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
