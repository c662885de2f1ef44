using System;
using System.Collections.Generic;
using System.IO;
using Mono.Cecil;

// Where Cecil finds the assemblies that define enums: beside the file, then in the search folders. What is found is Cecil's reading.
static class Libraries
{
    public static string[] Folders;
    public static string NotFound; // the last type that was not

    static readonly Dictionary<string, AssemblyDefinition> loaded = new Dictionary<string, AssemblyDefinition>();

    public static ModuleDefinition Read(string file)
    {
        var places = new Places(Path.GetDirectoryName(file));
        return ModuleDefinition.ReadModule(file, new ReaderParameters { AssemblyResolver = places, MetadataResolver = new Types(places), InMemory = true });
    }

    static AssemblyDefinition Load(string file)
    {
        AssemblyDefinition assembly;
        if (loaded.TryGetValue(file, out assembly)) return assembly;
        try { if (File.Exists(file)) assembly = Read(file).Assembly; }
        catch (BadImageFormatException) { }
        return loaded[file] = assembly;
    }

    sealed class Places : IAssemblyResolver
    {
        readonly string folder;
        public int Skip; // how many of those with the name lack the type

        public Places(string folder) { this.folder = folder; }

        public AssemblyDefinition Resolve(AssemblyNameReference name)
        {
            int skip = Skip;
            foreach (string place in All())
                foreach (string ending in new[] { ".dll", ".exe" })
                {
                    AssemblyDefinition assembly = Load(Path.Combine(place, name.Name + ending));
                    if (assembly != null && skip-- == 0) return assembly;
                }
            return null;
        }

        IEnumerable<string> All()
        {
            yield return folder;
            yield return folder.EndsWith("/Facades") ? Path.GetDirectoryName(folder) : Path.Combine(folder, "Facades");
            // mono's files find mono's libraries first, the SDK's find the SDK's
            foreach (bool near in new[] { true, false })
                foreach (string place in Folders)
                    if (near == (IsMono(place) == IsMono(folder))) yield return place;
        }

        static bool IsMono(string place) { return place.Contains("/lib/mono"); }

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) { return Resolve(name); }
        public void Dispose() { }
    }

    sealed class Types : MetadataResolver
    {
        const int MaxForwards = 8;
        static int depth;
        readonly Places places;

        public Types(Places places) : base(places) { this.places = places; }

        public override TypeDefinition Resolve(TypeReference type)
        {
            if (depth > MaxForwards) return null;
            int before = places.Skip;
            depth++;
            try
            {
                var scope = type.GetElementType().Scope as AssemblyNameReference;
                for (places.Skip = 0; ; places.Skip++)
                {
                    TypeDefinition found = base.Resolve(type);
                    if (found != null) return found;
                    if (scope == null || places.Resolve(scope) == null) break;
                }
                NotFound = Text.Name(type) + (scope == null ? "" : ", " + scope.Name);
                return null;
            }
            finally { depth--; places.Skip = before; }
        }
    }
}
