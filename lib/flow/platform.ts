import { salvage } from '../errors.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Assembly } from '../model/assembly.ts'
import { isPlatformAssembly } from '../model/framework-names.ts'
import { type AssemblyReference, assemblyReferences } from '../model/references.ts'

/** Whose code a member is: the platform's or Exchange's, somebody else's, or it cannot be told. */
export type Side = 'platform' | 'other' | 'unknown'

/** What a reference says of the assembly that has a type. */
export interface HomeOfType {
  readonly assembly: string | null
  readonly side: Side
  /** Name of the first type argument, where that is a primitive type; else empty. */
  readonly holds: string
}

const unknownHome: HomeOfType = { assembly: null, side: 'unknown', holds: '' }
/** Members of arrays and pointers are the runtime's. */
const runtimeHome: HomeOfType = { assembly: null, side: 'platform', holds: '' }

/** Answers for the parents of MemberRefs: TypeRef and TypeSpec tokens of one assembly. */
export function makeHomes(assembly: Assembly): (parent: number) => HomeOfType {
  const { tables } = assembly.metadata
  let references: readonly AssemblyReference[] | null = null
  const known = new Map<number, HomeOfType>()
  const ofRef = (row: number): HomeOfType => {
    let scope: number = cell(tables, 'TypeRef', row, 'ResolutionScope')
    for (let step = 0; step < 64 && isRowOf(tables, 'TypeRef', scope); step++) scope = cell(tables, 'TypeRef', tokenRow(scope), 'ResolutionScope')
    if (!isRowOf(tables, 'AssemblyRef', scope)) return unknownHome
    references ??= assemblyReferences(assembly)
    const reference = references[tokenRow(scope) - 1]
    return reference === undefined ? unknownHome : { assembly: reference.name, side: sideOf(reference), holds: '' }
  }
  const ofSig = (type: TypeSig): HomeOfType => {
    let at = type
    for (let step = 0; step < 64 && (at.kind === 'modified' || at.kind === 'pinned' || at.kind === 'generic'); step++)
      at = at.kind === 'generic' ? at.type : at.of
    if (at.kind === 'primitive' || at.kind === 'vector' || at.kind === 'array' || at.kind === 'pointer' || at.kind === 'byRef') return runtimeHome
    const home = at.kind === 'named' && isRowOf(tables, 'TypeRef', at.token) ? ofRef(tokenRow(at.token)) : unknownHome
    const first = type.kind === 'generic' ? type.args[0] : undefined
    return first?.kind === 'primitive' ? { ...home, holds: first.name } : home
  }
  return (parent) => {
    const before = known.get(parent)
    if (before !== undefined) return before
    const made = salvage(
      assembly.defects,
      'type',
      () =>
        isRowOf(tables, 'TypeRef', parent)
          ? ofRef(tokenRow(parent))
          : isRowOf(tables, 'TypeSpec', parent)
            ? ofSig(assembly.metadata.signatures.typeSpec(cell(tables, 'TypeSpec', tokenRow(parent), 'Signature')))
            : unknownHome,
      unknownHome,
    )
    known.set(parent, made)
    return made
  }
}

/** Key tokens of Microsoft's products and packages, and the names that are believed with them. */
const microsoftTokens = new Set(['31bf3856ad364e35', 'b03f5f7f11d50a3a', 'cc7b13ffcd2ddd51', 'adb9793829ddae60'])

/**
 * A name alone says little: a helper may be called `System.Helper`. What counts is the key token that the reference asks for. Every
 * `mscorlib` is the runtime's own, whatever else the reference says.
 */
function sideOf({ name, publicKeyToken }: AssemblyReference): Side {
  const lower = name.toLowerCase()
  if (lower === 'mscorlib' || isPlatformAssembly(name, publicKeyToken)) return 'platform'
  return publicKeyToken !== null && microsoftTokens.has(publicKeyToken) && lower.startsWith('microsoft.') ? 'platform' : 'other'
}

/** Packages of others whose types stand in namespaces of the platform, and whose members are known all the same. */
const knownPackages = new Set(['system.data.sqlite', 'microsoft.data.sqlclient', 'microsoft.practices.enterpriselibrary.logging'])

/** May a row about a type of this name be believed, where the type's assembly is somebody else's? */
export function isBorrowedName(owner: string, assembly: string | null): boolean {
  return /^(?:System|Microsoft|Windows)\./.test(owner) && assembly !== null && !knownPackages.has(assembly.toLowerCase())
}

/** Where no reference tells whose a type is, as for names in reflection, its namespace does. */
export function hasPlatformName(owner: string): boolean {
  return !owner.includes('.') || ['System.', 'Microsoft.', 'Windows.', 'Mono.'].some((prefix) => owner.startsWith(prefix))
}
