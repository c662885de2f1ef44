import { limits } from '../limits.ts'
import { cell, rowCount } from '../metadata/tables.ts'
import { readCertificateTable, signedParts } from '../pe/certificates.ts'
import type { Image } from '../pe/image.ts'
import { readImports } from '../pe/imports.ts'
import type { Assembly } from './assembly.ts'
import { type HashParts, hashParts } from './hash-parts.ts'
import { hex } from './references.ts'
import { type Collated, collated, compareCollated } from './type-ref-order.ts'

/** Hashes by which others know a file; lower-case hex. Null where one cannot be told as everyone else would. */
export interface IdentityHashes {
  readonly imphash: string | null
  readonly typeRefHash: string | null
  readonly authentihash: string | null
}

export function identityHashes(assembly: Assembly, hash: HashParts = hashParts): IdentityHashes {
  return { imphash: imphash(assembly, hash), typeRefHash: typeRefHash(assembly, hash), authentihash: authentihash(assembly.image, hash) }
}

/** Modules whose ordinals the usual tools turn into names by tables of their own. */
const namedOrdinals = new Set(['oleaut32', 'ws2_32', 'wsock32'])

/**
 * Mandiant's import hash: MD5 of `module.function`, lower-case, joined by commas in the order of the imports; the
 * module without .dll, .ocx or .sys, a function without name as `ord` and its number. It says little of a .NET file,
 * which imports one function, but others index by it. Null where nothing is imported, the imports are damaged, or a
 * module is imported by ordinals that others write as names.
 */
export function imphash({ image, defects }: Pick<Assembly, 'image' | 'defects'>, hash: HashParts = hashParts): string | null {
  const { modules, complete } = readImports(image, defects)
  if (!complete) return null
  const names: string[] = []
  for (const { name, symbols } of modules) {
    const module = name.toLowerCase().replace(/\.(?:dll|ocx|sys)$/, '')
    for (const symbol of symbols) {
      if (symbol.name === null && namedOrdinals.has(module)) return null
      names.push(`${module}.${(symbol.name ?? `ord${symbol.ordinal}`).toLowerCase()}`)
    }
  }
  return names.length === 0 ? null : hex(hash('md5', [utf8.encode(names.join(','))]))
}

const utf8 = new TextEncoder()

/**
 * G DATA's TypeRefHash (TRH, 2020): the rows of TypeRef ordered by namespace, then by name, each written
 * `namespace-name` (`-name` where there is no namespace), joined by commas, as UTF-8 under SHA-256.
 *
 * The definition leaves the order open; its tools take .NET's default one, which since .NET 5 is the Unicode
 * collation on every system. That order is taken here, exact for ASCII names. Versions of the tools that run on the
 * .NET Framework may give another value for names with marks in them. Null where there is no TypeRef, or where names
 * together are longer than `limits.typeRefText`.
 */
export function typeRefHash(assembly: Assembly, hash: HashParts = hashParts): string | null {
  const { tables } = assembly.metadata
  const weights = new Map<number, Collated>()
  let left: number = limits.typeRefText
  const weighed = (index: number): Collated | null => {
    const text = weights.get(index)?.text ?? assembly.names.nameAt(index)
    left -= text.length
    if (left < 0) return null
    const one = weights.get(index) ?? collated(text)
    weights.set(index, one)
    return one
  }
  const rows: (readonly [namespace: Collated, name: Collated])[] = []
  for (let row = 1; row <= rowCount(tables, 'TypeRef'); row++) {
    const namespace = weighed(cell(tables, 'TypeRef', row, 'TypeNamespace'))
    const name = weighed(cell(tables, 'TypeRef', row, 'TypeName'))
    if (namespace === null || name === null) {
      assembly.defects.push({
        code: 'limit',
        offset: null,
        detail: `type references: more than ${limits.typeRefText} characters of names`,
        limit: 'typeRefText',
      })
      return null
    }
    rows.push([namespace, name])
  }
  if (rows.length === 0) return null
  rows.sort((a, b) => compareCollated(a[0], b[0]) || compareCollated(a[1], b[1]))
  return hex(hash('sha256', [utf8.encode(rows.map(([namespace, name]) => `${namespace.text}-${name.text}`).join(','))]))
}

/**
 * SHA-256 of what Authenticode signs, whether the file is signed or not: signing does not change it. Windows
 * Authenticode Portable Executable Signature Format, "Calculating the PE Image Hash"
 */
export function authentihash(image: Image, hash: HashParts = hashParts): string {
  return hex(hash('sha256', signedParts(image, readCertificateTable(image, []))))
}
