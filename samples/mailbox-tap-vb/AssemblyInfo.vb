Imports System.Reflection
Imports System.Runtime.Versioning

<Assembly: AssemblyTitle("Coffee Metrics")>
<Assembly: AssemblyProduct("Coffee Metrics")>
<Assembly: AssemblyCompany("Fourth Coffee")>
<Assembly: AssemblyVersion("1.0.0.0")>
<Assembly: AssemblyFileVersion("1.0.0.0")>
<Assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName:=".NET Framework 4.7.2")>
