using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Attachment Blocker")]
[assembly: AssemblyProduct("Attachment Blocker")]
[assembly: AssemblyCompany("Graphic Design Institute")]
[assembly: AssemblyVersion("1.2.0.0")]
[assembly: AssemblyFileVersion("1.2.0.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
