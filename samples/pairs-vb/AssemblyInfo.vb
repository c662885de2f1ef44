Imports System.Reflection
Imports System.Runtime.Versioning

<Assembly: AssemblyTitle("Pairs for the tests of txray")>
<Assembly: AssemblyProduct("Pairs for the tests of txray")>
<Assembly: AssemblyCompany("txray")>
<Assembly: AssemblyVersion("1.0.0.0")>
<Assembly: AssemblyFileVersion("1.0.0.0")>
<Assembly: TargetFramework(".NETFramework,Version=v4.7.2", FrameworkDisplayName:=".NET Framework 4.7.2")>
