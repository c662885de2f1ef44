import { limits } from '../limits.ts'
import type { MethodSig, TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { nativeImports } from '../model/imports.ts'
import { calledSig } from '../model/method-code.ts'
import { methodId, type Program, resolveMethod, resolveType } from '../model/program.ts'
import { type HomeOfType, makeHomes, type Side } from './platform.ts'

/** What kind of value a type is, as far as data flow cares. */
export type Shape = 'void' | 'scalar' | 'text' | 'object'

/** What a call names, worked out once for each token. */
export interface Callee {
  /** Method of the set; 0 for an outside or native one. */
  readonly method: number
  /** `Namespace.Type::Name`, or `module.dll!Function`. */
  readonly api: string
  readonly signature: string
  readonly owner: string
  readonly name: string
  readonly native: boolean
  readonly hasThis: boolean
  readonly parameters: number
  readonly returns: Shape
  /** Type of the set that is returned, 0 for an outside one, and its name. */
  readonly returnsType: number
  readonly returnsName: string
  /** It gives an address back: of an element of what it is called on. */
  readonly returnsRef: boolean
  /** Whether each parameter is an address. */
  readonly byRef: readonly boolean[]
  /** Simple name of the assembly that has it; null when it cannot be told. */
  readonly assembly: string | null
  readonly side: Side
  /** Name of the first type argument of the type that has it, where that is a primitive type; else empty. */
  readonly holds: string
}

/** Looks up callees by assembly of the set and token. */
export type Callees = (index: number, token: number) => Callee | null

export function makeCallees(program: Program): Callees {
  const known = new Map<number, Callee | null>()
  const homes = program.assemblies.map((assembly) => makeHomes(assembly))
  const natives = program.assemblies.map((assembly) => new Map(nativeImports(assembly).map((one) => [tokenRow(one.method), one])))
  return (index, token) => {
    const key = index * 0x1_0000_0000 + token
    const before = known.get(key)
    if (before !== undefined) return before
    const made = make(program, natives, homes, index, token)
    known.set(key, made)
    return made
  }
}

type Natives = readonly ReadonlyMap<number, { readonly module: string; readonly function: string }>[]

function make(program: Program, natives: Natives, homes: readonly ((parent: number) => HomeOfType)[], index: number, token: number): Callee | null {
  const assembly = program.assemblies[index]
  if (assembly === undefined) return null
  const sig = calledSig(assembly, token)
  if (sig === null) return null
  const { tables } = assembly.metadata
  const method = resolveMethod(program, index, token)
  const plain = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  if (method !== 0) {
    const native = isRowOf(tables, 'MethodDef', plain) ? natives[index]?.get(tokenRow(plain)) : undefined
    if (native === undefined) return calleeOf(program, index, sig, method, nameless, nowhere, false)
    const api = `${native.module}!${native.function}`
    return calleeOf(program, index, sig, 0, { api, signature: api, owner: native.module, name: native.function }, nowhere, true)
  }
  if (!isRowOf(tables, 'MemberRef', plain)) return null
  const home = homes[index]?.(cell(tables, 'MemberRef', tokenRow(plain), 'Class')) ?? nowhere
  return calleeOf(program, index, sig, 0, memberName(assembly, tokenRow(plain)), home, false)
}

type Names = Pick<Callee, 'api' | 'signature' | 'owner' | 'name'>
const nameless: Names = { api: '', signature: '', owner: '', name: '' }
const nowhere: HomeOfType = { assembly: null, side: 'unknown', holds: '' }

/** One literal for all kinds: objects of one shape, made without copying. */
function calleeOf(program: Program, index: number, sig: MethodSig, method: number, names: Names, home: HomeOfType, native: boolean): Callee {
  const assembly = program.assemblies[index]
  const { shape, token } = shapeOf(sig.returns)
  return {
    method,
    api: names.api,
    signature: names.signature,
    owner: names.owner,
    name: names.name,
    native,
    hasThis: sig.hasThis && !sig.explicitThis,
    parameters: sig.parameters.length,
    returns: shape,
    returnsType: token === 0 ? 0 : resolveType(program, index, token),
    returnsName: assembly === undefined ? '' : openName(assembly.names.typeSig(plainType(sig.returns))),
    returnsRef: plainType(sig.returns).kind === 'byRef',
    byRef: sig.parameters.map((type) => plainType(type).kind === 'byRef'),
    assembly: home.assembly,
    side: home.side,
    holds: home.holds,
  }
}

/** A generic instance without its arguments: its members are known by the open type. */
export function openName(name: string): string {
  if (name.endsWith(']')) return name
  const arguments_ = name.indexOf('<')
  return arguments_ > 0 && name.includes('`') ? name.slice(0, arguments_) : name
}

/** A type without its modifiers. */
export function plainType(type: TypeSig): TypeSig {
  let plain = type
  for (let step = 0; step < limits.signatureDepth && (plain.kind === 'modified' || plain.kind === 'pinned'); step++) plain = plain.of
  return plain
}

/** Shape of a type, and the token of the type that it names, without generic arguments; 0 for none. */
export function shapeOf(type: TypeSig): { readonly shape: Shape; readonly token: number } {
  const plain = plainType(type)
  switch (plain.kind) {
    case 'primitive':
      if (plain.name === 'System.Void') return { shape: 'void', token: 0 }
      if (plain.name === 'System.String') return { shape: 'text', token: 0 }
      return { shape: plain.name === 'System.Object' ? 'object' : 'scalar', token: 0 }
    case 'named':
      return { shape: 'object', token: plain.token }
    case 'generic': {
      const open = plainType(plain.type)
      return { shape: 'object', token: open.kind === 'named' ? open.token : 0 }
    }
    default:
      return { shape: 'object', token: 0 }
  }
}

/** The method id of a MethodDef row of an assembly of the set. */
export function methodOfRow(program: Program, index: number, row: number): number {
  return methodId(program, index, row)
}
