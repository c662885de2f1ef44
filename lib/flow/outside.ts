import { applyEffect } from './apply-effect.ts'
import type { Callee } from './callee.ts'
import type { Effect, Place } from './effect.ts'
import { filesNamed } from './effect-ends.ts'
import { escapeTo } from './escape.ts'
import { edgeWay, filter } from './graph.ts'
import { giveHandle, isExchange } from './handles.ts'
import { isElementLookup, lookUp } from './look-up.ts'
import { lookupEffects } from './members/lookup.ts'
import { isKnownNative } from './members/native.ts'
import { messages } from './outside-messages.ts'
import { hasPlatformName, isBorrowedName } from './platform.ts'
import { dynamicCall, reflect } from './reflection.ts'
import type { OutsideCall, Solver, Step } from './solver.ts'

/**
 * What a call of a member outside the set does: its row says it, or the default rule. `given`: nodes of the arguments; `isNew`: the
 * receiver is being made.
 */
export function outsideCall(step: Step, callee: Callee, receiver: number, given: readonly number[], isNew: boolean, result = step.site): void {
  const { solver, site } = step
  solver.outside.set(site, callee)
  // a row is about the type that it names, not about another one of that name
  const isBorrowed = callee.side === 'other' && isBorrowedName(callee.owner, callee.assembly)
  const effects = isBorrowed ? null : effectsOf(solver, callee)
  const call: OutsideCall = { step, callee, receiver, given, isNew, result, effects }
  if (!isBorrowed && reflect(call, byName)) {
    for (const effect of effects ?? []) if (effect.kind === 'sink') applyEffect(call, effect)
    return
  }
  if (callee.name === 'Invoke') dynamicCall(call, byName)
  giveResult(call)
  if (effects === null) defaultRule(call)
  else for (const effect of effects) applyEffect(call, effect)
  if (effects !== null && isElementLookup(call)) lookUp(call)
  if (callee.native && !isKnownNative(callee.api)) unfollowed(call, allGiven(call))
  escapes(call)
}

/** What a row says, looked up once for each member that is called. */
function effectsOf(solver: Solver, callee: Callee): readonly Effect[] | null {
  const known = solver.effects.get(callee)
  if (known !== undefined) return known
  const made = lookupEffects(callee.api, callee.signature)
  solver.effects.set(callee, made)
  return made
}

/** A member outside the set, or a native function, that is called through a delegate or by reflection: of its parameters only the number is known. */
export function outsideByName(step: Step, api: string, receiver: number, given: readonly number[], result: number): void {
  const separator = api.lastIndexOf('::')
  const isNative = separator < 0
  const end = isNative ? Math.max(0, api.lastIndexOf('!')) : separator
  const callee: Callee = {
    method: 0,
    api,
    signature: api,
    owner: api.slice(0, end),
    name: isNative ? api.slice(end).replace('!', '') : api.slice(separator + 2),
    native: isNative,
    hasThis: !isNative && receiver >= 0,
    parameters: given.length,
    returns: result < 0 ? 'void' : 'object',
    returnsType: 0,
    returnsName: '',
    returnsRef: false,
    byRef: given.map(() => false),
    assembly: null,
    side: 'unknown',
    holds: '',
  }
  outsideCall(step, callee, isNative ? -1 : receiver, given, false, result)
}

function byName(call: OutsideCall, api: string, receiver: number, given: readonly number[], result: number): void {
  const { solver, site } = call.step
  const apis = solver.hidden.get(site) ?? new Map<string, readonly number[]>()
  solver.hidden.set(site, apis)
  if (apis.has(api) || apis.size > 16) return
  apis.set(api, given)
  outsideByName(call.step, api, receiver, given, result)
}

/** Members that give the same object to everyone. */
const onlyOnes = new Set(['System.AppDomain::get_CurrentDomain', 'System.Threading.Thread::get_CurrentThread', 'System.Web.HttpRuntime::get_Cache'])

/** What comes back, as an object: a handle of the message, a new object, or a text that is not known. */
function giveResult(call: OutsideCall): void {
  const { step, callee, receiver, given, effects, isNew, result } = call
  const { graph, elements } = step.solver
  if (isNew || result < 0) return
  if (callee.returnsRef) {
    for (const node of receiver >= 0 ? [receiver] : given) {
      step.solver.heap.objects(node, (object) => graph.add(result, elements.of({ kind: 'ref', cell: step.solver.heap.cell(object, 'element') })))
    }
  }
  const targets = (effects ?? []).flatMap(placesWritten).filter(({ base }) => base === 'return')
  const copies = (effects ?? []).some((effect) => (effect.kind === 'copy' || effect.kind === 'call' || effect.kind === 'run') && writesReturn(effect))
  if (callee.returns === 'text') {
    if (!copies) graph.add(result, elements.of({ kind: 'token', site: step.site }))
    return
  }
  const makes = targets.some(({ cells }) => cells.length > 0) || (effects ?? []).some((effect) => effect.kind === 'new' || isRoleOfReturn(effect))
  const name = callee.returnsName.startsWith('!') ? '' : callee.returnsName
  if (callee.returns !== 'object') {
    // a pointer to memory of its own; what a row keeps at the result of a member that gives nothing back
    if (makes) graph.add(result, elements.of({ kind: 'object', type: 0, name: callee.returnsName, site: step.site, depth: step.instance.depth }))
    return
  }
  if (makes && !(isExchange(callee.owner) && isExchange(name))) {
    graph.add(result, elements.of({ kind: 'object', type: callee.returnsType, name, site: step.site, depth: step.instance.depth }))
    return
  }
  if (copies) return
  if (onlyOnes.has(callee.api)) {
    graph.add(result, elements.of({ kind: 'external', type: 0, name, site: -1 }))
    return
  }
  if (isExchange(callee.owner)) giveHandle(call)
  else if (effects === null) {
    graph.add(result, elements.of({ kind: 'external', type: callee.returnsType, name, site: step.site }))
  }
}

function isRoleOfReturn(effect: Effect): boolean {
  return (effect.kind === 'role' && effect.of.base === 'return') || (effect.kind === 'wrap' && effect.outer.base === 'return')
}

function writesReturn(effect: Effect): boolean {
  return placesWritten(effect).some(({ base, cells }) => base === 'return' && cells.length === 0)
}

function placesWritten(effect: Effect): Place[] {
  switch (effect.kind) {
    case 'copy':
    case 'data':
    case 'source':
    case 'restore':
      return [effect.to]
    case 'call':
    case 'run':
      return effect.to === null ? [] : [effect.to]
    default:
      return []
  }
}

/** All data that a call is given; a constructor is not given what its object comes to hold. */
function allGiven({ step, callee, receiver, given, isNew }: OutsideCall): number {
  const { graph, heap } = step.solver
  const all = graph.nodes(1)
  for (const node of receiver >= 0 && !isNew && callee.name !== '.ctor' ? [receiver, ...given] : given) {
    if (node >= 0) graph.edge(heap.deep(node), all, edgeWay.plain, step.site, filter.data, true)
  }
  return all
}

/** Members without a row: what comes out holds what went in, a receiver that can change holds it too, delegates are called. */
function defaultRule(call: OutsideCall): void {
  const { step, callee, receiver, given, result } = call
  const { solver, site } = step
  const { graph, heap } = solver
  const all = allGiven(call)
  if (result >= 0 && !call.isNew && callee.returns !== 'void') {
    const through = callee.returns === 'scalar' ? filter.measure : filter.data
    graph.edge(all, result, edgeWay.plain, site, through, true)
  }
  const fills = call.isNew || callee.returns === 'void' || callee.returnsName === callee.owner
  if (fills && receiver >= 0) {
    const from = graph.nodes(1)
    for (const node of given) graph.edge(heap.deep(node), from, edgeWay.plain, site, filter.data, true)
    heap.objects(receiver, (object, item) => {
      if (item.kind !== 'agent') graph.edge(from, heap.cell(object, heap.mainCell(item)), edgeWay.heap, site, filter.data, true)
    })
    // an outside struct is its own value
    heap.refs(receiver, (cell) => graph.edge(from, cell, edgeWay.heap, site, filter.data, true))
  }
  for (const [place, node] of given.entries()) {
    if (callee.byRef[place] === true) heap.refs(node, (cell) => graph.edge(all, cell, edgeWay.heap, site, filter.data, true))
    heap.objects(node, (object, item) => {
      if (item.kind === 'delegate') solver.invoke(step, object, item, new Array<number>(8).fill(all), all)
    })
  }
  if (isStrange(callee)) unfollowed(call, all)
}

/** Code that is neither the platform's nor Exchange's, and not in the set. */
function isStrange({ side, owner }: Callee): boolean {
  return side === 'unknown' ? !hasPlatformName(owner) : side === 'other'
}

function unfollowed(call: OutsideCall, all: number): void {
  const { step, callee, receiver, given } = call
  const { solver, site } = step
  for (const node of receiver >= 0 ? [receiver, ...given] : given) messages(solver, node, all, site, callee.api)
  // native code opens the files whose names it is given
  if (callee.native) for (const [base, node] of given.entries()) filesNamed(call, { base, cells: [], keyed: null }, node, all)
  const assembly = callee.assembly === null ? callee.owner : callee.assembly
  solver.unfollowed.set(site, { kind: callee.native ? 'native' : 'assembly', what: callee.native ? callee.api : `${callee.api} (${assembly})`, node: all })
}

/** Objects of the set that the member may call back: those whose inside it uses, or all where it has no row. */
function escapes(call: OutsideCall): void {
  const { step, callee, receiver, given, effects, isNew } = call
  if (callee.owner === 'System.Object' || callee.native) return
  const operands: (readonly [Place['base'], number])[] = given.map((node, place) => [place, node] as const)
  if (!isNew && receiver >= 0 && callee.name !== '.ctor') operands.push(['this', receiver])
  for (const [base, node] of operands) {
    if (effects !== null && !effects.some((effect) => usesInside(effect, base))) continue
    step.solver.heap.objects(node, (object, item) => {
      if (item.kind !== 'object' || item.type === 0) return
      const others = operands.filter(([, other]) => other !== node).map(([, other]) => other)
      escapeTo(step, object, item.type, others)
    })
  }
}

function usesInside(effect: Effect, base: Place['base']): boolean {
  const is = (place: Place | null) => place !== null && (place.base === base || (place.base === 'params' && typeof base === 'number'))
  const inside = (place: Place | null) => is(place) && (place?.cells.length ?? 0) > 0
  switch (effect.kind) {
    case 'copy':
      return inside(effect.from)
    case 'data':
      return is(effect.from) || is(effect.to)
    case 'sink':
    case 'restore':
      return is(effect.from)
    case 'wrap':
      return is(effect.inner)
    case 'call':
      return is(effect.delegate) || effect.with.some(inside)
    default:
      return false
  }
}
