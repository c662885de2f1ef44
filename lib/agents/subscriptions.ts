import { decodeBody } from '../il/decode-body.ts'
import { op } from '../il/opcode-lookup.ts'
import { cell, rowCount, rowToken } from '../metadata/tables.ts'
import { memberName, salvagedBody } from '../model/assembly.ts'
import { methodCode } from '../model/method-code.ts'
import { type Origin, originsOf, type Tracer } from '../model/origins.ts'
import { baseNameOf, chainOf, ownerOf, type Program, resolveType } from '../model/program.ts'
import { agentBases, findEvent, findEventByMethod } from './exchange.ts'
import type { AgentEvent } from './exchange-events.ts'

/** One `add_OnXxx` call: the event, on which object, with which handler. */
export interface Subscription {
  readonly event: AgentEvent
  /** The type whose event it is, by the instruction; not always a known base. */
  readonly base: string
  readonly knownBase: boolean
  readonly method: number
  readonly instruction: number
  readonly ilOffset: number
  /** Types the event is subscribed on: `this` of a method, or an object made here. */
  readonly on: readonly number[]
  readonly handlers: readonly Handler[]
}

/** A method of the set a delegate leads to; `virtual` when the receiver's override runs. */
export interface Handler {
  readonly target: number
  readonly virtual: boolean
  /** The `ldftn` or `ldvirtftn` that names it. */
  readonly method: number
  readonly instruction: number
  /** The type whose code makes the delegate. */
  readonly madeBy: number
}

/** Every event subscription in the code of the set, in code order. */
export function findSubscriptions(tracer: Tracer): Subscription[] {
  return findAccessorCalls(tracer, 'add_')
}

/** Every place where a handler is taken back, in code order. */
export function findRemovals(tracer: Tracer): Subscription[] {
  return findAccessorCalls(tracer, 'remove_')
}

function findAccessorCalls(tracer: Tracer, prefix: 'add_' | 'remove_'): Subscription[] {
  const found: Subscription[] = []
  for (const [index, assembly] of tracer.program.assemblies.entries()) {
    const adds = eventAccessors(tracer.program, index, prefix)
    if (adds.size === 0) continue
    const start = tracer.program.methodStarts[index] ?? 0
    for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) {
      if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) continue
      const body = salvagedBody(assembly, row)
      if (body === null) continue
      const code = decodeBody(body)
      for (let instruction = 0; instruction < code.count; instruction++) {
        const opcode = code.opcodes[instruction]
        if (opcode !== op.call && opcode !== op.callvirt) continue
        const add = adds.get((code.operands[instruction] ?? 0) >>> 0)
        if (add !== undefined) found.push(subscription(tracer, add, start + row, instruction))
      }
    }
  }
  return found
}

interface EventAdd {
  readonly event: AgentEvent
  readonly base: string
  readonly knownBase: boolean
}

/** MemberRefs that subscribe to an agent event, or take a handler back, by token. */
function eventAccessors(program: Program, index: number, prefix: 'add_' | 'remove_'): ReadonlyMap<number, EventAdd> {
  const assembly = program.assemblies[index]
  const adds = new Map<number, EventAdd>()
  if (assembly === undefined) return adds
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'MemberRef'); row++) {
    const accessor = assembly.names.nameAt(cell(tables, 'MemberRef', row, 'Name'))
    if (!accessor.startsWith(prefix)) continue
    const simple = accessor.slice(prefix.length)
    const { owner } = memberName(assembly, row)
    const base = knownBaseOf(program, index, cell(tables, 'MemberRef', row, 'Class'), owner)
    const event = base === null ? findEventByMethod(simple) : findEvent(base, simple)
    if (event !== null) adds.set(rowToken('MemberRef', row), { event, base: base ?? owner, knownBase: base !== null })
  }
  return adds
}

/** A reference may name the event through a class of the set that inherits it. */
function knownBaseOf(program: Program, index: number, parent: number, owner: string): string | null {
  if (agentBases.has(owner)) return owner
  const type = resolveType(program, index, parent)
  const chain = type === 0 ? [] : chainOf(program, type)
  const base = type === 0 ? null : baseNameOf(program, chain[chain.length - 1] ?? type)
  return base !== null && agentBases.has(base) ? base : null
}

function subscription(tracer: Tracer, add: EventAdd, method: number, instruction: number): Subscription {
  const code = methodCode(tracer.cache, method)
  const on = new Set<number>()
  for (const origin of originsOf(tracer, method, instruction, 0)) {
    if ((origin.kind === 'this' || origin.kind === 'new') && origin.owner !== 0) on.add(origin.owner)
  }
  // an event of an agent is protected: where the receiver cannot be told, it is the class the code stands in
  if (on.size === 0 && code !== null) on.add(ownerOf(tracer.program, method))
  const ilOffset = methodCode(tracer.cache, method)?.code.offsets[instruction] ?? 0
  return { ...add, method, instruction, ilOffset, on: [...on], handlers: handlersOf(tracer, originsOf(tracer, method, instruction, 1)) }
}

/** The methods behind delegates: each is a `newobj` of a delegate type with a pointer as its second argument. */
function handlersOf(tracer: Tracer, delegates: readonly Origin[]): Handler[] {
  const handlers = new Map<string, Handler>()
  for (const delegate of delegates) {
    if (delegate.kind !== 'new' || delegate.owner !== 0) continue
    const madeBy = ownerOf(tracer.program, delegate.method)
    for (const pointer of originsOf(tracer, delegate.method, delegate.instruction, 1)) {
      if (pointer.kind !== 'pointer' || pointer.target === 0) continue
      const { method, instruction } = pointer
      for (const { target, virtual } of targetsOf(tracer, delegate, pointer.target, pointer.virtual)) {
        handlers.set(`${target} ${madeBy}`, { target, virtual, method, instruction, madeBy })
      }
    }
  }
  return [...handlers.values()].sort((a, b) => a.method - b.method || a.instruction - b.instruction)
}

/** A virtual method of an object that is made in the code is that object's own; of the agent itself it waits for the agent's type. */
function targetsOf(tracer: Tracer, delegate: Extract<Origin, { kind: 'new' }>, target: number, virtual: boolean): { target: number; virtual: boolean }[] {
  if (!virtual) return [{ target, virtual }]
  const targets: { target: number; virtual: boolean }[] = []
  for (const receiver of originsOf(tracer, delegate.method, delegate.instruction, 0)) {
    if (receiver.kind === 'new' && receiver.owner !== 0) {
      targets.push({ target: tracer.graph.overrides.on(receiver.owner, target), virtual: false })
    }
  }
  return targets.length > 0 ? targets : [{ target, virtual }]
}

/** The method that runs for an agent of this type. */
export function handlerFor(tracer: Tracer, type: number, handler: Handler): number {
  return handler.virtual ? tracer.graph.overrides.on(type, handler.target) : handler.target
}
