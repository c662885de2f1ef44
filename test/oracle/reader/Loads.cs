using System;
using System.Reflection;

/// <summary>What the running CoreCLR itself says: does the file load, and do all its types?</summary>
static class Loads
{
    public static int Run(string[] files, int from, int to)
    {
        for (int n = from; n < to; n++)
        {
            Console.Out.WriteLine("start " + n);
            Console.Out.Flush();
            var json = new Json().Open('{').Key("file").Value(files[n]);
            try
            {
                var assembly = Assembly.LoadFile(System.IO.Path.GetFullPath(files[n]));
                json.Key("loads").Value(true);
                Types(json, assembly);
            }
            catch (Exception e) { json.Key("loads").Value(false).Key("exception").Value(e.GetType().FullName).Key("hresult").Token(e.HResult).Key("message").Value(e.Message); }
            Console.Out.WriteLine(json.Close('}'));
            Console.Out.Flush();
        }
        return 0;
    }

    static void Types(Json json, Assembly assembly)
    {
        try { json.Key("types").Value(assembly.GetTypes().Length); }
        catch (ReflectionTypeLoadException e)
        {
            int good = 0;
            foreach (var type in e.Types) if (type != null) good++;
            json.Value(good).Key("failed").Value(e.LoaderExceptions.Length);
            if (e.LoaderExceptions.Length > 0) json.Key("first").Value(e.LoaderExceptions[0].GetType().FullName);
        }
        catch (Exception e) { json.Null().Key("exception").Value(e.GetType().FullName); }
    }
}
