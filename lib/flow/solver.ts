import type { EntryPoint } from '../agents/entries.ts'
import type { AgentEvent } from '../agents/exchange-events.ts'
import type { LimitLog } from '../limits.ts'
import type { TypeSig } from '../metadata/signature.ts'
import type { CallGraph } from '../model/call-graph.ts'
import type { Program } from '../model/program.ts'
import type { Callee, Callees } from './callee.ts'
import type { Choices } from './choice.ts'
import type { Contexts } from './contexts.ts'
import type { Effect } from './effect.ts'
import type { Elements, Item } from './elements.ts'
import type { Graph } from './graph.ts'
import type { Heap } from './heap.ts'
import type { Label, SinkKind } from './label.ts'
import type { NumberSets } from './number-sets.ts'
import type { Ssa } from './ssa.ts'

/** One instruction in one instance, as the transfer functions see it. */
export interface Step {
  readonly solver: Solver
  readonly instance: InstanceInfo
  readonly number: number
  readonly instruction: number
  /** The operand as a token. */
  readonly token: number
  /** Node of the result, which also names the site. */
  readonly site: number
}

/** A method in one context. Its nodes are `base + value`; `base + instruction` names the instruction as a site as well. */
export interface InstanceInfo {
  readonly method: number
  readonly base: number
  readonly ssa: Ssa
  readonly index: number
  /** Node of what it returns, and of the exceptions that leave it. */
  readonly returns: number
  readonly throws: number
  /** Object whose method it is, 0 for none; the sites that called, nearest first, -1 for none. */
  readonly receiver: number
  readonly site: number
  readonly secondSite: number
  readonly depth: number
  readonly given: Given
}

/** Values of a method that come from whoever runs it. */
export interface Given {
  /** By the number of the argument, `this` first where there is one. */
  readonly arguments: ReadonlyMap<number, number>
  /** The exception object by clause. */
  readonly exceptions: ReadonlyMap<number, readonly number[]>
}

/** A call of a member outside the set. Nodes: of the receiver (-1 for none), the arguments, the result (-1 for none). */
export interface OutsideCall {
  readonly step: Step
  readonly callee: Callee
  readonly receiver: number
  readonly given: readonly number[]
  /** The receiver is being made by `newobj`. */
  readonly isNew: boolean
  readonly result: number
  /** Null: no row says what it does. */
  readonly effects: readonly Effect[] | null
}

/** Where data comes to life. */
export interface SourceAt {
  readonly label: Label
  /** Node of the instruction. */
  readonly site: number
  readonly member: string
  /** Node that says which file, address, key; -1 for none. */
  readonly target: number
}

/** A place that data can reach and be told: everything at `node` reaches the sink. */
export interface SinkAt {
  readonly kind: SinkKind
  readonly node: number
  /** The instruction; -1 where the writing instruction is the last one on the way to the node. */
  readonly site: number
  /** The instruction that made the object a sink. */
  readonly madeAt: number
  readonly member: string
  readonly target: number
  /** Port that stands beside the target; null where none does. */
  readonly port: number | null
}

/** Instructions of methods in all their contexts together: a method in a new context is paid for when it is met, and taken up later. */
export interface Work {
  met: number
  taken: number
  /** How far the stage at hand may take up what was met. */
  until: number
  /** `limits.flowInstructions` was reached: there are methods that run and were not looked at. */
  isFull: boolean
}

/** Everything the parts of the solver share. */
export interface Solver {
  readonly program: Program
  readonly callGraph: CallGraph
  readonly log: LimitLog
  readonly graph: Graph
  readonly elements: Elements
  readonly heap: Heap
  readonly callees: Callees
  readonly ssaOf: (method: number) => Ssa | null
  readonly instances: InstanceInfo[]
  /** Instances whose bodies were not taken up yet. */
  readonly fresh: number[]
  /** Those that a stage had no room for: taken up when all entry points were entered. */
  readonly later: number[]
  readonly work: Work
  /** Instances of each method. */
  readonly ofMethod: Map<number, number[]>
  readonly contexts: Contexts
  /** By method the instance that stands for all contexts which are not told apart. */
  readonly shared: Map<number, number>
  /** By method, for all its instances. */
  readonly given: Map<number, Given>
  /** By site: instances that run for the call there. */
  readonly targets: NumberSets
  /** The sites that have any, in the order in which they were met. */
  readonly calling: number[]
  /** By instance: sites that call it. */
  readonly callers: NumberSets
  /** Entry points by the instance that is entered. */
  readonly roots: Map<number, EntryPoint[]>
  /** Events by the site that puts a delegate into them. */
  readonly subscriptions: Map<number, AgentEvent>
  /** Sources by the node where their data begins. */
  readonly sources: Map<number, SourceAt[]>
  readonly sinks: SinkAt[]
  /** Nodes of what stands behind a path: reading it back into an object under that path is no writing. */
  readonly echoes: Set<number>
  /** What stands for the message that Exchange shows to all events. */
  readonly mail: number
  readonly statics: number
  /** Types whose objects Exchange makes: one object each. */
  readonly agentTypes: ReadonlySet<number>
  readonly factoryTypes: ReadonlySet<number>
  /** Types whose static constructor was taken up. */
  readonly initialised: Set<number>
  /** Outside calls that could not be followed, by site. */
  readonly unfollowed: Map<number, { readonly kind: 'native' | 'reflection' | 'assembly' | 'delegate'; readonly what: string; readonly node: number }>
  /** What members outside the set do. */
  readonly effects: Map<Callee, readonly Effect[] | null>
  /** Calls of outside members, by site: for views and reports. */
  readonly outside: Map<number, Callee>
  /** Members that reflection was seen to call, by site, with the nodes of the arguments. */
  readonly hidden: Map<number, Map<string, readonly number[]>>
  /** Cells of variables: by the node of the `ldloca`, and by instance and variable where the address goes further. */
  readonly addresses: Map<number, number>
  readonly variables: Map<number, number>
  /** By local of a method: the struct of the set that it is of, else 0. */
  readonly structs: Map<number, readonly number[]>
  /** By method, constants that are chosen element by element. */
  readonly choices: Map<number, Choices>
  /** Type of a Field row of an assembly of the set; null where it cannot be read. */
  /** Objects that outside code makes from data, and what is to be put into those that they hold. */
  readonly restoring: { readonly known: Set<number>; readonly pending: (() => void)[]; runs: boolean }
  readonly fieldTypes: (index: number, row: number) => TypeSig | null
  /** Objects of the set that outside code was given: the node of all data it may call them back with. */
  readonly escaped: Map<number, number>
  /** What can only be told when nothing changes any more; done once each. */
  readonly deferred: (() => void)[]
  /** Nodes whose text is the name of something to call or make: what others work out for them is put there in a further round. */
  readonly names: Map<number, { readonly instance: number; readonly value: number }>
  /** Nodes that name a file or a registry value, by the value that is there. */
  readonly paths: Map<number, { readonly instance: number; readonly value: number }>
  /** Calls a delegate with arguments by node; what it returns goes to the node `result`, -1 for nowhere. */
  readonly invoke: (step: Step, delegate: number, item: Item, given: readonly number[], result: number) => void
  /** Runs a method of the set on one object; `receiver`: node that carries data of the receiver itself, -1 for none. */
  readonly runOn: (step: Step, method: number, object: number, receiver: number, given: readonly number[], result: number) => void
  readonly runStatic: (step: Step, method: number, given: readonly number[], result: number) => void
  /** Calls by name that may stay unknown: asked at the very end. */
  readonly unresolved: (() => void)[]
  /** What Exchange does with a delegate that is put into one of its events; false when the call is none. */
  readonly subscribe: (step: Step, callee: Callee) => boolean
}

/** Node of a value of an instance. */
export function nodeOf(instance: InstanceInfo, value: number): number {
  return instance.base + value
}

/** The operand of an instruction at a place; -1 when there is none. */
export function operandAt(ssa: Ssa, instruction: number, place: number): number {
  const at = (ssa.operandStart[instruction] ?? 0) + place
  return at < (ssa.operandStart[instruction + 1] ?? 0) ? (ssa.operands[at] ?? -1) : -1
}

/** How many operands an instruction takes. */
export function operandsOf(ssa: Ssa, instruction: number): number {
  return (ssa.operandStart[instruction + 1] ?? 0) - (ssa.operandStart[instruction] ?? 0)
}
