Imports System.Reflection
Imports System.Runtime.Versioning

<Assembly: AssemblyTitle("Lucerne Address Rewrite")>
<Assembly: AssemblyProduct("Lucerne Address Rewrite")>
<Assembly: AssemblyCompany("Lucerne Publishing")>
<Assembly: AssemblyVersion("2.2.0.0")>
<Assembly: AssemblyFileVersion("2.2.0.0")>
<Assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName:=".NET Framework 4.7.2")>
