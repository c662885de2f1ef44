using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Image Optimizer")]
[assembly: AssemblyProduct("Image Optimizer")]
[assembly: AssemblyCompany("Woodgrove")]
[assembly: AssemblyVersion("1.0.2.0")]
[assembly: AssemblyFileVersion("1.0.2.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
