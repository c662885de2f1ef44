import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { isPlatformAssembly } from '../model/framework-names.ts'
import { baseNameOf, chainOf, homeOfMethod, homeOfType, methodsOf, type Program } from '../model/program.ts'
import { assemblyOfType, assemblyReferences } from '../model/references.ts'
import { type AgentKind, agentBases, factoryBases, managerBases } from './exchange.ts'

/** A type of the set that Exchange would run, by what it derives from. */
export interface AgentType {
  readonly type: number
  readonly base: string
  readonly kind: AgentKind
  /** Only a type that is not abstract is ever created. */
  readonly abstract: boolean
}

/** A base class in an assembly that was not given. */
export interface UnresolvedBase {
  readonly type: number
  readonly base: string
  readonly assembly: string
}

export interface AgentTypes {
  readonly agents: readonly AgentType[]
  readonly factories: readonly AgentType[]
  readonly managers: readonly AgentType[]
  readonly unresolved: readonly UnresolvedBase[]
}

/** Types are found by the full name of a base class, directly or through classes of the set, whatever the reference's version or key. */
export function findAgentTypes(program: Program): AgentTypes {
  const agents: AgentType[] = []
  const factories: AgentType[] = []
  const managers: AgentType[] = []
  const unresolved: UnresolvedBase[] = []
  const platform = program.assemblies.map(platformReferences)
  // the subject's types come first; those of the others are bases, and subjects of their own profiles
  const subject = program.typeStarts[1] ?? program.typeCount
  for (let type = 1; type <= subject; type++) {
    const home = homeOfType(program, type)
    const flags = cell(home.assembly.metadata.tables, 'TypeDef', home.row, 'Flags')
    if ((flags & typeFlags.interface) !== 0) continue
    const abstract = (flags & typeFlags.abstract) !== 0
    const chain = chainOf(program, type)
    const last = chain[chain.length - 1] ?? type
    const base = baseNameOf(program, last)
    if (base === null) continue
    const agent = agentBases.get(base)
    const factory = factoryBases.get(base)
    const manager = managerBases.get(base)
    if (agent !== undefined) agents.push({ type, base, kind: agent.kind, abstract })
    else if (factory !== undefined) factories.push({ type, base, kind: factory.kind, abstract })
    else if (manager !== undefined) managers.push({ type, base, kind: manager.kind, abstract })
    else {
      const assembly = outsideAssemblyOf(program, last)
      const known = platform[homeOfType(program, last).index]
      if (assembly !== null && known !== undefined && !known.has(assembly)) unresolved.push({ type, base, assembly })
    }
  }
  return { agents, factories, managers, unresolved }
}

function platformReferences(assembly: Program['assemblies'][number]): ReadonlySet<string> {
  const references = assemblyReferences(assembly).filter((one) => isPlatformAssembly(one.name, one.publicKeyToken))
  return new Set(references.map((one) => one.name))
}

/** Does the type derive from a known agent base, directly or through classes of the set? */
export function derivesFromAgent(program: Program, type: number): boolean {
  const chain = chainOf(program, type)
  const base = baseNameOf(program, chain[chain.length - 1] ?? type)
  return base !== null && agentBases.has(base)
}

/** The assembly a type's base stands in; null when it is this one or cannot be told. */
function outsideAssemblyOf(program: Program, type: number): string | null {
  const { assembly, row } = homeOfType(program, type)
  const { tables } = assembly.metadata
  const base = cell(tables, 'TypeDef', row, 'Extends')
  if (isRowOf(tables, 'TypeRef', base)) return assemblyOfType(assembly, tokenRow(base))
  if (!isRowOf(tables, 'TypeSpec', base)) return null
  // a generic base: find the reference that has its open name
  const open = assembly.names.openType(base)
  const rows = rowCount(tables, 'TypeRef')
  for (let ref = 1; ref <= rows; ref++) if (assembly.names.type(rowToken('TypeRef', ref)) === open) return assemblyOfType(assembly, ref)
  return null
}

/** The type's own constructors or initialiser. */
export function ownMethodsNamed(program: Program, type: number, name: '.ctor' | '.cctor'): number[] {
  return methodsOf(program, type).filter((method) => simpleName(program, method) === name)
}

export function simpleName(program: Program, method: number): string {
  const { assembly, row } = homeOfMethod(program, method)
  return assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
}

/** Does the method have code of its own? */
export function isConcrete(program: Program, method: number): boolean {
  const { assembly, row } = homeOfMethod(program, method)
  return (cell(assembly.metadata.tables, 'MethodDef', row, 'Flags') & methodFlags.abstract) === 0
}
