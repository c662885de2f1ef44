using System.Reflection;
using System.Runtime.Versioning;

[assembly: AssemblyTitle("Fabrikam DomainKeys Signer")]
[assembly: AssemblyProduct("Fabrikam DomainKeys Signer")]
[assembly: AssemblyCompany("Fabrikam")]
[assembly: AssemblyVersion("3.0.4.0")]
[assembly: AssemblyFileVersion("3.0.4.0")]
[assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName = ".NET Framework 4.7.2")]
