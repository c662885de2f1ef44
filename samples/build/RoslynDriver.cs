// Compiles one library with Roslyn, without csc or MSBuild: the two language services of a .NET SDK, run under mono.
// Same sources and references give the same bytes; no path of the building machine reaches the file.
//
//   RoslynDriver -out:FILE -name:ASSEMBLY -root:DIR [-debug] [-rootnamespace:NS] -r:DLL... SOURCE...
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Microsoft.CodeAnalysis.VisualBasic;
using Vb = Microsoft.CodeAnalysis.VisualBasic;
using Cs = Microsoft.CodeAnalysis.CSharp;

internal static class RoslynDriver
{
    private static int Main(string[] args)
    {
        string output = null, name = null, root = null, rootNamespace = "";
        bool debug = false;
        var references = new List<MetadataReference>();
        var sources = new List<string>();
        foreach (string arg in args)
        {
            if (arg == "-debug") debug = true;
            else if (arg.StartsWith("-out:")) output = arg.Substring(5);
            else if (arg.StartsWith("-name:")) name = arg.Substring(6);
            else if (arg.StartsWith("-root:")) root = arg.Substring(6).TrimEnd('/') + "/";
            else if (arg.StartsWith("-rootnamespace:")) rootNamespace = arg.Substring(15);
            else if (arg.StartsWith("-r:")) references.Add(MetadataReference.CreateFromFile(arg.Substring(3)));
            else if (arg.StartsWith("-")) throw new ArgumentException("unknown option " + arg);
            else sources.Add(arg);
        }
        sources.Sort(StringComparer.Ordinal);

        OptimizationLevel level = debug ? OptimizationLevel.Debug : OptimizationLevel.Release;
        Compilation compilation;
        if (sources[0].EndsWith(".vb"))
        {
            var parse = new VisualBasicParseOptions(Vb.LanguageVersion.VisualBasic15);
            var options = new VisualBasicCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                .WithOptimizationLevel(level).WithDeterministic(true).WithRootNamespace(rootNamespace)
                .WithOptionStrict(OptionStrict.Off).WithOptionInfer(true).WithOptionExplicit(true)
                .WithGlobalImports(GlobalImport.Parse("System", "System.Collections.Generic", "Microsoft.VisualBasic"));
            compilation = VisualBasicCompilation.Create(name,
                sources.Select(file => VisualBasicSyntaxTree.ParseText(Read(file), parse, Neutral(file, root))), references, options);
        }
        else
        {
            var parse = new CSharpParseOptions(Cs.LanguageVersion.CSharp7_3);
            var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                .WithOptimizationLevel(level).WithDeterministic(true).WithAllowUnsafe(true);
            compilation = CSharpCompilation.Create(name,
                sources.Select(file => CSharpSyntaxTree.ParseText(Read(file), parse, Neutral(file, root))), references, options);
        }

        var image = new MemoryStream();
        EmitResult result;
        using (Stream resources = compilation.CreateDefaultWin32Resources(true, true, null, null))
        {
            // A Debug build names a program database, as real ones do; the database itself is not kept.
            var emit = new EmitOptions().WithDebugInformationFormat(DebugInformationFormat.PortablePdb)
                .WithPdbFilePath(debug ? "/_/" + name + ".pdb" : null);
            result = compilation.Emit(image, debug ? new MemoryStream() : null, win32Resources: resources, options: emit);
        }
        foreach (Diagnostic diagnostic in result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning))
            Console.Error.WriteLine(diagnostic);
        if (!result.Success) return 1;
        File.WriteAllBytes(output, image.ToArray());
        return 0;
    }

    private static SourceText Read(string file)
    {
        return SourceText.From(File.ReadAllText(file), new UTF8Encoding(false));
    }

    private static string Neutral(string file, string root)
    {
        string full = Path.GetFullPath(file);
        return full.StartsWith(root) ? "/_/" + full.Substring(root.Length) : Path.GetFileName(file);
    }
}
