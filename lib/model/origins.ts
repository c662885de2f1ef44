import { op } from '../il/opcode-lookup.ts'
import { isPhi, phiNumber } from '../il/value.ts'
import { lazy } from '../lazy.ts'
import { type LimitLog, limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import { cell } from '../metadata/tables.ts'
import type { CallGraph } from './call-graph.ts'
import { calledSig, type MethodCode, makeCodeCache, methodCode, operandCount, operandOf } from './method-code.ts'
import type { Origin, Tracer } from './origin.ts'
import { addsToCollection, constantAt, methodArguments, outsideMember, type Stores, storesElement, typeNamed } from './origin-operands.ts'
import { argumentLoads, argumentWrites, declaredLocal, localLoads, localWrites, variable } from './origin-variables.ts'
import { homeOfMethod, ownerOf, resolveField, resolveMethod, resolveType } from './program.ts'
import { findUses, type Site } from './uses.ts'

export type { Origin, Tracer } from './origin.ts'

export function makeTracer(graph: CallGraph, log: LimitLog): Tracer {
  const { program } = graph
  return { graph, program, cache: makeCodeCache(program), uses: lazy(() => findUses(program)), log, spent: { steps: 0 } }
}

/** A value in a method: what the operand stack names it. */
interface Value {
  readonly method: number
  readonly value: number
}

interface Search {
  readonly tracer: Tracer
  readonly found: Origin[]
  readonly todo: Value[]
  readonly seen: Set<string>
  /** Questions within questions: which array an element is of, which delegate is called. */
  readonly depth: number
  readonly steps: { left: number }
}

/**
 * All that the operand at a place of an instruction can be, through locals, parameters, fields, returns and casts of the
 * whole set. Flow-insensitive but for the last store in the same block. Bounded by `limits.originSteps`: what is
 * left over then is `unknown`.
 */
export function originsOf(tracer: Tracer, method: number, instruction: number, place: number): readonly Origin[] {
  return trace(tracer, method, instruction, place, 0, { left: limits.originSteps })
}

const deepest = 4

function trace(tracer: Tracer, method: number, instruction: number, place: number, depth: number, steps: { left: number }): readonly Origin[] {
  const code = codeOf(tracer, method)
  const value = code === null ? null : operandOf(code, instruction, place)
  if (value === null) return [{ kind: 'unknown' }]
  if (depth > deepest) return [{ kind: 'unknown' }]
  const search: Search = { tracer, found: [], todo: [], seen: new Set(), depth, steps }
  add(search, method, value)
  for (let next = search.todo.pop(); next !== undefined; next = search.todo.pop()) {
    if (--steps.left < 0) {
      tracer.log.hit.add('originSteps')
      search.found.push({ kind: 'unknown' })
      break
    }
    if (isSpent(search, 1)) {
      search.found.push({ kind: 'unknown' })
      break
    }
    step(search, next)
  }
  return search.found
}

/** A method's code. What had to be analysed for the question counts as looked at. */
function codeOf({ cache, spent }: Tracer, method: number): MethodCode | null {
  const before = cache.analysed
  const code = methodCode(cache, method)
  spent.steps += cache.analysed - before
  return code
}

/** Takes steps from what all questions together may cost; true once that is used up. */
function isSpent({ tracer }: Search, steps: number): boolean {
  tracer.spent.steps += steps
  if (tracer.spent.steps <= limits.originTotal) return false
  tracer.log.hit.add('originTotal')
  return true
}

/** The one constant an operand is; null when it is none or can be several. */
export function constantOf(tracer: Tracer, method: number, instruction: number, place: number): string | number | null {
  const origins = originsOf(tracer, method, instruction, place)
  const first = origins[0]
  if (origins.length !== 1 || first?.kind !== 'constant') return null
  return typeof first.value === 'bigint' ? Number(first.value) : first.value
}

function add(search: Search, method: number, value: number): void {
  const key = `${method}:${value}`
  if (search.seen.has(key)) return
  search.seen.add(key)
  search.todo.push({ method, value })
}

function step(search: Search, { method, value }: Value): void {
  const code = codeOf(search.tracer, method)
  if (code === null) {
    search.found.push({ kind: 'unknown' })
    return
  }
  if (isPhi(value)) {
    for (const arg of code.stack.phiArgs(phiNumber(value))) add(search, method, arg)
    return
  }
  if (value < 0) search.found.push({ kind: 'unknown' })
  else produced(search, code, method, value)
}

const passing = new Set([
  op.castclass,
  op.isinst,
  op.box,
  op.unbox,
  op['unbox.any'],
  op['conv.i4'],
  op['conv.u1'],
  op['conv.i8'],
  op['conv.u4'],
  op['conv.i'],
  op['conv.u'],
  op.ldobj,
])

/** What an instruction pushed. */
function produced(search: Search, code: MethodCode, method: number, at: number): void {
  const opcode = code.code.opcodes[at] ?? 0
  const token = (code.code.operands[at] ?? 0) >>> 0
  const constant = constantAt(code, at, opcode)
  const { found } = search
  if (constant !== null) found.push(constant)
  else if (passing.has(opcode)) follow(search, code, method, at, 0)
  else if (opcode === op.newarr) found.push({ kind: 'array', method, instruction: at })
  else if (opcode === op['ldelem.ref'] || opcode === op.ldelem) elements(search, method, at, storesElement)
  else if (opcode === op.ldtoken) typeOrUnknown(search, resolveType(search.tracer.program, code.index, token))
  else if (opcode === op.newobj) made(search, code, method, at, token)
  else if (opcode === op.call || opcode === op.callvirt) returned(search, code, method, at, token, opcode === op.callvirt)
  else if (opcode === op.ldftn || opcode === op.ldvirtftn) {
    found.push({ kind: 'pointer', target: resolveMethod(search.tracer.program, code.index, token), virtual: opcode === op.ldvirtftn, method, instruction: at })
  } else if (opcode === op.ldfld || opcode === op.ldsfld) stored(search, code, token)
  else {
    const argument = variable(code, at, opcode, argumentLoads)
    const local = argument === null ? variable(code, at, opcode, localLoads) : null
    if (argument !== null) parameter(search, code, method, argument)
    else if (local !== null) localStores(search, code, method, at, local)
    else found.push({ kind: 'unknown' })
  }
}

function follow(search: Search, code: MethodCode, method: number, at: number, place: number): void {
  const value = operandOf(code, at, place)
  if (value === null) search.found.push({ kind: 'unknown' })
  else add(search, method, value)
}

function made(search: Search, code: MethodCode, method: number, at: number, token: number): void {
  const { program } = search.tracer
  const target = resolveMethod(program, code.index, token)
  const owner = target === 0 ? 0 : ownerOf(program, target)
  search.found.push({ kind: 'new', type: outsideMember(code, token)?.owner ?? '', owner, method, instruction: at })
}

function typeOrUnknown(search: Search, owner: number): void {
  search.found.push(owner === 0 ? { kind: 'unknown' } : { kind: 'type', owner })
}

/** What is stored into the arrays or collections the element can be of, where these are made and filled in one method. */
function elements(search: Search, method: number, at: number, stores: Stores): boolean {
  let count = 0
  for (const origin of trace(search.tracer, method, at, 0, search.depth + 1, search.steps)) {
    if (origin.kind !== 'array' && origin.kind !== 'new') continue
    const code = codeOf(search.tracer, origin.method)
    if (code === null || isSpent(search, code.code.count)) continue
    for (let store = 0; store < code.code.count; store++) {
      if (!stores(code, store) || !isObject(search, origin.method, code, store, origin.instruction)) continue
      count++
      follow(search, code, origin.method, store, operandCount(code, store) - 1)
    }
  }
  if (count === 0) search.found.push({ kind: 'unknown' })
  return count > 0
}

/** Is the first operand the object that this instruction makes? Compilers keep it on the stack or in a local. */
function isObject(search: Search, method: number, code: MethodCode, store: number, maker: number): boolean {
  if (operandOf(code, store, 0) === maker) return true
  return trace(search.tracer, method, store, 0, search.depth + 1, search.steps).some(
    (origin) => (origin.kind === 'new' || origin.kind === 'array') && origin.method === method && origin.instruction === maker,
  )
}

/** A call through a delegate gives what the methods behind it give. */
function invoked(search: Search, method: number, at: number): boolean {
  let targets = 0
  for (const delegate of trace(search.tracer, method, at, 0, search.depth + 1, search.steps)) {
    if (delegate.kind !== 'new' || delegate.owner !== 0) continue
    for (const pointer of trace(search.tracer, delegate.method, delegate.instruction, 1, search.depth + 1, search.steps)) {
      if (pointer.kind !== 'pointer' || pointer.target === 0) continue
      targets++
      returnsOf(search, pointer.target)
    }
  }
  return targets > 0
}

/**
 * `Activator.CreateInstance` of a Type that is known, or without one, which is what compilers make of `new T()`: the type of the
 * set that T stands for.
 */
function activated(search: Search, code: MethodCode, method: number, at: number, token: number): boolean {
  if (operandCount(code, at) > 0) {
    const made = trace(search.tracer, method, at, 0, search.depth + 1, search.steps).flatMap((origin) => (origin.kind === 'type' ? [origin.owner] : []))
    for (const owner of made) search.found.push({ kind: 'new', type: '', owner, method, instruction: at })
    return made.length > 0
  }
  const [arg] = methodArguments(code, token)
  if (arg?.kind === 'named') {
    const owner = resolveType(search.tracer.program, code.index, arg.token)
    if (owner !== 0) search.found.push({ kind: 'new', type: '', owner, method, instruction: at })
    return owner !== 0
  }
  if (arg?.kind !== 'variable') return false
  if (!arg.ofMethod) {
    search.found.push({ kind: 'variable', owner: ownerOf(search.tracer.program, method), index: arg.index })
    return true
  }
  let known = 0
  for (const site of search.tracer.uses().callers.get(method) ?? []) {
    if (isSpent(search, 1)) break
    const caller = codeOf(search.tracer, site.method)
    const given = caller === null ? undefined : methodArguments(caller, (caller.code.operands[site.instruction] ?? 0) >>> 0)[arg.index]
    const owner = caller !== null && given?.kind === 'named' ? resolveType(search.tracer.program, caller.index, given.token) : 0
    if (owner === 0) continue
    known++
    search.found.push({ kind: 'new', type: '', owner, method, instruction: at })
  }
  return known > 0
}

const typeGivers = new Set(['System.Type::GetTypeFromHandle', 'System.Type::GetType', 'System.Reflection.Assembly::GetType'])

/** Types of the set by `typeof` or by a name that is constant. */
function typeGiven(search: Search, code: MethodCode, method: number, at: number, api: string): boolean {
  if (api === 'System.Type::GetTypeFromHandle') {
    follow(search, code, method, at, 0)
    return true
  }
  const name = api === 'System.Type::GetType' ? 0 : 1
  const owners = trace(search.tracer, method, at, name, search.depth + 1, search.steps).flatMap((origin) => {
    const owner = origin.kind === 'constant' && typeof origin.value === 'string' ? typeNamed(search.tracer.program, code.index, origin.value) : 0
    return owner === 0 ? [] : [owner]
  })
  for (const owner of owners) search.found.push({ kind: 'type', owner })
  return owners.length > 0
}

/** Several delegates in one: each of them may run. */
const unions = new Set(['System.Delegate::Combine', 'System.Delegate::Remove'])

function returned(search: Search, code: MethodCode, method: number, at: number, token: number, virtual: boolean): void {
  const { program, graph } = search.tracer
  const target = resolveMethod(program, code.index, token)
  if (target === 0) {
    const api = outsideMember(code, token)?.api ?? ''
    if (unions.has(api)) {
      for (let place = 0; place < operandCount(code, at); place++) follow(search, code, method, at, place)
      return
    }
    if (api === 'System.Activator::CreateInstance' && activated(search, code, method, at, token)) return
    if (typeGivers.has(api) && typeGiven(search, code, method, at, api)) return
    if (virtual && api.endsWith('::get_Item') && elements(search, method, at, addsToCollection)) return
    if (virtual && api.endsWith('::Invoke') && invoked(search, method, at)) return
    const sig = calledSig(code.assembly, token)
    search.found.push({ kind: 'outside', api, type: sig === null ? '' : code.assembly.names.typeSig(sig.returns), method, instruction: at })
    return
  }
  returnsOf(search, target)
  for (const override of virtual ? graph.overrides.of(target) : []) {
    if (isSpent(search, 1)) return
    returnsOf(search, override)
  }
}

function returnsOf(search: Search, method: number): void {
  const code = codeOf(search.tracer, method)
  if (code === null || isSpent(search, code.code.count)) return
  for (let at = 0; at < code.code.count; at++) {
    if (code.code.opcodes[at] !== op.ret) continue
    const value = operandOf(code, at, 0)
    if (value !== null) add(search, method, value)
  }
}

function stored(search: Search, code: MethodCode, token: number): void {
  const field = resolveField(search.tracer.program, code.index, token)
  const stores = field === 0 ? [] : (search.tracer.uses().stores.get(field) ?? [])
  if (stores.length === 0) search.found.push({ kind: 'unknown' })
  for (const site of stores) {
    if (isSpent(search, 1)) return
    const at = codeOf(search.tracer, site.method)
    const value = at === null ? null : operandOf(at, site.instruction, operandCount(at, site.instruction) - 1)
    if (value !== null) add(search, site.method, value)
  }
}

/** The last store before a load in the same block is the value; else every store in the method may be. */
function localStores(search: Search, code: MethodCode, method: number, load: number, local: number): void {
  const start = code.flow.blockStarts[code.flow.blockOf[load] ?? 0] ?? 0
  if (isSpent(search, load - start)) return
  for (let at = load - 1; at >= start; at--) {
    if (variable(code, at, code.code.opcodes[at] ?? 0, localWrites) === local) {
      follow(search, code, method, at, 0)
      return
    }
  }
  if (allStores(search, code, method, localWrites, local) === 0) search.found.push(declaredLocal(code, method, local))
}

function allStores(search: Search, code: MethodCode, method: number, opcodes: ReadonlyMap<number, number | null>, number: number): number {
  let stores = 0
  if (isSpent(search, code.code.count)) return 0
  for (let at = 0; at < code.code.count; at++) {
    if (variable(code, at, code.code.opcodes[at] ?? 0, opcodes) !== number) continue
    stores++
    const value = operandOf(code, at, 0)
    if (value !== null) add(search, method, value)
  }
  return stores
}

/** An argument: `this`, or what every caller in the set gives, or nothing but its declared type. */
function parameter(search: Search, code: MethodCode, method: number, argument: number): void {
  const { program } = search.tracer
  const { assembly, row } = homeOfMethod(program, method)
  const isStatic = (cell(assembly.metadata.tables, 'MethodDef', row, 'Flags') & methodFlags.static) !== 0
  if (argument === 0 && !isStatic) {
    search.found.push({ kind: 'this', owner: ownerOf(program, method) })
    return
  }
  const stores = allStores(search, code, method, argumentWrites, argument)
  const type = assembly.names.methodSig(row)?.parameters[isStatic ? argument : argument - 1]
  const declared: Origin = type === undefined ? { kind: 'unknown' } : { kind: 'parameter', type: assembly.names.typeSig(type), method, position: argument }
  const callers = callersOf(search, method)
  if (callers.length === 0 && stores === 0) search.found.push(declared)
  for (const site of callers) {
    if (isSpent(search, 1)) return
    const caller = codeOf(search.tracer, site.method)
    if (caller === null) continue
    // newobj takes no receiver
    const place = caller.code.opcodes[site.instruction] === op.newobj ? argument - 1 : argument
    const value = operandOf(caller, site.instruction, place)
    if (value !== null) add(search, site.method, value)
  }
}

/** Calls that name the method, or a base's or interface's method whose place it takes. */
function callersOf(search: Search, method: number): Site[] {
  const { uses, graph } = search.tracer
  const { callers } = uses()
  const sites: Site[] = []
  const seen = new Set([method])
  for (const one of seen) {
    for (const site of callers.get(one) ?? []) sites.push(site)
    for (const declaration of graph.overrides.declarations(one)) if (seen.size < limits.chain) seen.add(declaration)
  }
  return sites
}
