using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.PortableExecutable;
using System.Text;

/// <summary>
/// oracle SECTION[,SECTION…]|all --list FILELIST --out DIR [--from N] [--to N] [--search DIR[:DIR…]]
/// oracle loads --list FILELIST
/// Writes DIR/N.SECTION.ndjson for line N (from 0) of the list; prints "start N" and "done N", so that the caller knows
/// which file a crash belongs to.
/// </summary>
static class Program
{
    static int Main(string[] args)
    {
        var options = new Dictionary<string, string>();
        for (int i = 1; i + 1 < args.Length; i += 2) options[args[i]] = args[i + 1];
        if (args.Length == 0 || !options.ContainsKey("--list"))
        {
            Console.Error.WriteLine("usage: oracle SECTION[,SECTION...]|all --list FILELIST --out DIR [--from N] [--to N] [--search DIR[:DIR...]]");
            Console.Error.WriteLine("       oracle loads --list FILELIST [--from N] [--to N]");
            return 2;
        }
        string[] files = File.ReadAllLines(options["--list"]).Where(line => line.Length > 0).ToArray();
        int from = options.ContainsKey("--from") ? int.Parse(options["--from"]) : 0;
        int to = Math.Min(options.ContainsKey("--to") ? int.Parse(options["--to"]) : files.Length, files.Length);
        if (args[0] == "loads") return Loads.Run(files, from, to);
        if (!options.ContainsKey("--out")) { Console.Error.WriteLine("oracle: --out DIR is missing"); return 2; }

        string[] sections = args[0] == "all" ? Sections.Names : args[0].Split(',');
        Directory.CreateDirectory(options["--out"]);
        var enums = new Enums(options.ContainsKey("--search") ? options["--search"].Split(':') : new string[0]);
        for (int n = from; n < to; n++)
        {
            Say("start " + n);
            Dump(files[n], sections, Path.Combine(options["--out"], n.ToString()), enums);
            Say("done " + n);
        }
        return 0;
    }

    static void Say(string line) { Console.Out.WriteLine(line); Console.Out.Flush(); }

    static void Dump(string file, string[] sections, string target, Enums enums)
    {
        try
        {
            using (var pe = new PEReader(new MemoryStream(File.ReadAllBytes(file)), PEStreamOptions.PrefetchEntireImage))
            {
                var reader = new Sections(pe, enums, Path.GetDirectoryName(Path.GetFullPath(file)));
                foreach (string section in sections) Write(target, section, output => reader.Write(section, output));
            }
        }
        catch (Exception e)
        {
            foreach (string section in sections) Write(target, section, output => { throw e; });
        }
    }

    static void Write(string target, string section, Action<TextWriter> write)
    {
        string path = target + "." + section + ".ndjson", failure = null;
        using (var output = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 16))
        {
            try { write(output); }
            catch (Exception e) { failure = e.GetType().Name + ": " + e.Message; }
        }
        if (failure != null) File.WriteAllText(path, new Json().Open('{').Key("oracleError").Value(failure).Close('}') + "\n");
    }
}
