using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Mail Digest")]
[assembly: AssemblyProduct("Mail Digest")]
[assembly: AssemblyCompany("Blue Yonder")]
[assembly: AssemblyVersion("1.0.0.0")]
[assembly: AssemblyFileVersion("1.0.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
