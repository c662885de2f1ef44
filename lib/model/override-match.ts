import { limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import type { MethodSig, TypeSig } from '../metadata/signature.ts'
import { cell, columnOf, firstRowWhere, rowToken } from '../metadata/tables.ts'
import { homeOfMethod, homeOfType, methodsOf, type Program } from './program.ts'

/** What may still be looked at where one declaration can have any number of bodies, and what was found out of types and signatures. */
export interface MatchSearch {
  left: number
  pairsLeft: number
  readonly generic: Map<number, boolean>
  readonly variables: WeakMap<MethodSig, boolean>
  /** By type: its virtual methods by name and number of parameters. */
  readonly shapes: Map<number, ReadonlyMap<string, readonly number[]>>
}

export function makeMatchSearch(): MatchSearch {
  return { left: limits.interfaceSteps, pairsLeft: limits.overridePairs, generic: new Map(), variables: new WeakMap(), shapes: new Map() }
}

/** May so many more steps be taken? That they may not is told once. */
export function spend(program: Program, search: MatchSearch, steps: number): boolean {
  const before = search.left
  search.left -= steps
  if (before >= 0 && search.left < 0) {
    const detail = 'members are overridden or interfaces implemented more often than is followed'
    program.assemblies[0]?.defects.push({ code: 'limit', offset: null, detail, limit: 'interfaceSteps' })
  }
  return search.left >= 0
}

/** May one more method take the place of another? That it may not is told once. */
export function spendPair(program: Program, search: MatchSearch): boolean {
  const before = search.pairsLeft--
  if (before === 0) {
    const detail = 'more methods take the place of others than are followed'
    program.assemblies[0]?.defects.push({ code: 'limit', offset: null, detail, limit: 'overridePairs' })
  }
  return before > 0
}

/** Virtual methods of a type that can be this one once type parameters are replaced. Where neither has any, only the key decides. */
export function* matching(program: Program, type: number, method: number, search: MatchSearch): Generator<number> {
  const candidates = byShape(program, type, search).get(shape(program, method)) ?? []
  if (!spend(program, search, candidates.length)) return
  for (const one of candidates) if (hasVariables(program, one, search) || hasVariables(program, method, search)) yield one
}

function byShape(program: Program, type: number, { shapes }: MatchSearch): ReadonlyMap<string, readonly number[]> {
  const known = shapes.get(type)
  if (known !== undefined) return known
  const made = new Map<string, number[]>()
  for (const method of methodsOf(program, type)) {
    if (!isVirtual(program, method)) continue
    const key = shape(program, method)
    const list = made.get(key)
    if (list === undefined) made.set(key, [method])
    else list.push(method)
  }
  shapes.set(type, made)
  return made
}

/** Has the type parameters? */
export function isGeneric(program: Program, type: number, { generic }: MatchSearch): boolean {
  const known = generic.get(type)
  if (known !== undefined) return known
  const { assembly, row } = homeOfType(program, type)
  const made = firstRowWhere(assembly.metadata.tables, 'GenericParam', 'Owner', rowToken('TypeDef', row)) !== 0
  generic.set(type, made)
  return made
}

/** Does a type parameter stand among the method's parameters? */
export function hasVariables(program: Program, method: number, { variables }: MatchSearch): boolean {
  const { assembly, row } = homeOfMethod(program, method)
  const sig = assembly.names.methodSig(row)
  if (sig === null) return false
  const known = variables.get(sig)
  if (known !== undefined) return known
  const made = sig.parameters.some(hasVariable)
  variables.set(sig, made)
  return made
}

/** How deep a type is nested, its signature bounds. */
function hasVariable(sig: TypeSig): boolean {
  switch (sig.kind) {
    case 'variable':
      return true
    case 'primitive':
    case 'named':
      return false
    case 'generic':
      return hasVariable(sig.type) || sig.args.some(hasVariable)
    case 'function':
      return hasVariable(sig.signature.returns) || sig.signature.parameters.some(hasVariable)
    default:
      return hasVariable(sig.of)
  }
}

/** Name and number of parameters: all that holds when types are replaced. */
function shape(program: Program, method: number): string {
  const { assembly, row } = homeOfMethod(program, method)
  const name = program.keys.name(assembly, cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
  return `${name}/${assembly.names.methodSig(row)?.parameters.length ?? -1}`
}

export function isVirtual(program: Program, method: number): boolean {
  return (flagsOf(program, method) & methodFlags.virtual) !== 0
}

/** MethodDef.Flags. II.23.1.10 */
export function flagsOf(program: Program, method: number): number {
  const { assembly, row } = homeOfMethod(program, method)
  return columnOf(assembly.metadata.tables, 'MethodDef', 'Flags')[row] ?? 0
}
