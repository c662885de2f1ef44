import { op } from '../il/opcode-lookup.ts'
import type { OpcodeName } from '../il/opcodes.ts'
import { methodFlags } from '../metadata/flags.ts'
import { cell } from '../metadata/tables.ts'
import { homeOfMethod } from '../model/program.ts'
import { initialiseForCall } from './interpret-fields.ts'
import { readAt, writeAt } from './interpret-memory.ts'
import { boxed, isAbstract } from './interpret-objects.ts'
import { type Frame, type Handler, type Member, makeObject, pop, push, type Run, type Target } from './interpret-run.ts'
import { targetOf } from './interpret-targets.ts'
import { ownType, shapeOfToken } from './interpret-types.ts'
import { isThing, isTrap, misused, type Result, type Site, stop, type Trap, type Value } from './interpret-values.ts'

/** The method of the set that runs for a virtual one on an object of this type. */
function dispatched(run: Run, type: number, method: number): number {
  const { dispatch, overrides } = run.machine
  const key = `${type}:${method}`
  const known = dispatch.get(key)
  if (known !== undefined) return known
  const made = overrides().on(type, method)
  dispatch.set(key, made)
  return made
}

/** The method of the set that takes an outside member's place on objects of this type; 0 where none does. */
function answering(run: Run, type: number, api: string): number {
  const { dispatch, overrides } = run.machine
  const key = `${type}:${api}`
  const known = dispatch.get(key)
  if (known !== undefined) return known
  // what every object has is told by the base it is overridden from
  const general = api.startsWith('System.Object::') ? api.slice('System.Object'.length) : null
  const made = overrides()
    .callbacks(type)
    .find((one) => one.api === api || (general !== null && one.api.endsWith(general)))?.method
  dispatch.set(key, made ?? 0)
  return made ?? 0
}

/** Type of the set whose members a receiver has; 0 for others. A struct may stand behind an address or in a box. */
function receiverType(value: Value | undefined): number {
  if (!isThing(value)) return 0
  if (value.kind === 'object' || value.kind === 'struct') return value.type
  if (value.kind === 'box' && isThing(value.value) && value.value.kind === 'struct') return value.value.type
  if (value.kind !== 'reference') return 0
  const held = 'slots' in value ? value.slots[value.index] : value.fields.get(value.index)
  return isThing(held) && (held.kind === 'object' || held.kind === 'struct') ? held.type : 0
}

/** Methods of structs take an address. */
function asReceiver(value: Value): Value {
  if (!isThing(value)) return value
  if (value.kind === 'box') return { kind: 'reference', slots: [value.value], index: 0, storage: 'unknown' }
  return value.kind === 'struct' ? { kind: 'reference', slots: [value], index: 0, storage: 'unknown' } : value
}

/** Base constructors that do nothing that could be seen. */
const emptyBases = /^System\.(Object|ValueType|Attribute|[A-Za-z.]*Exception|EventArgs|MarshalByRefObject)$/

/** A member outside the set is called: by its code here, by a method of the set that overrides it, or not at all. */
export function invokeOutside(run: Run, site: Site, member: Member | null, args: readonly Value[], isVirtual: boolean): Result {
  const [receiver, ...rest] = args
  const name = site.api.slice(site.api.lastIndexOf('::') + 2)
  const type = site.hasThis ? receiverType(receiver) : 0
  if (type !== 0 && receiver !== undefined) {
    const own = isVirtual ? answering(run, type, site.api) : 0
    if (own !== 0) return run.invoke(own, [asReceiver(receiver), ...rest])
    if (name === '.ctor') return emptyBases.test(site.api.slice(0, -'::.ctor'.length)) ? null : stop(site.signature)
    return site.api === 'System.IDisposable::Dispose' ? null : stop(site.signature)
  }
  const seen = site.hasThis && isThing(receiver) && (receiver.kind === 'reference' || receiver.kind === 'pointer') ? readAt(receiver, null) : receiver
  if (isTrap(seen)) return seen
  if (name === '.ctor' && isThing(receiver) && (receiver.kind === 'reference' || receiver.kind === 'pointer')) {
    const made = member === null ? stop(site.signature) : member(run, rest, site)
    return isTrap(made) ? made : (writeAt(receiver, null, made) ?? null)
  }
  if (name === 'Invoke' && isThing(seen) && seen.kind === 'delegate') return callDelegate(run, seen, rest)
  const given = seen === undefined ? rest : [seen, ...rest]
  if (member === null || (run.tolerant > 0 && given.some(isUnknown))) return unknownCall(run, site, given)
  return member(run, given, site)
}

const isUnknown = (value: Value): boolean => isThing(value) && value.kind === 'unknown'

/** In a type initialiser a member that is not known gives a value that is not known, if it can change nothing it is given. */
function unknownCall(run: Run, site: Site, args: readonly Value[]): Result {
  const changes = args.some((arg) => isThing(arg) && !['unknown', 'box', 'float', 'type', 'token', 'exception', 'encoding'].includes(arg.kind))
  return run.tolerant > 0 && !changes ? { kind: 'unknown', because: site.signature } : stop(site.signature)
}

/** Runs a delegate: the method of the set or the outside member it was made of. */
export function callDelegate(run: Run, delegate: Value, args: readonly Value[]): Result {
  if (!isThing(delegate) || delegate.kind !== 'delegate') return misused(delegate, 'a call of no delegate')
  // a static method may have its first argument bound, as extension methods have
  const given = delegate.isStatic && delegate.target === null ? args : [delegate.target, ...args]
  if (delegate.method !== 0) return run.invoke(delegate.method, given)
  const target = delegate.site === null ? null : run.machine.targets.get(delegate.site.assembly * 0x1_0000_0000 + delegate.site.token)
  return delegate.site === null ? stop('a delegate of nothing') : run.invokeOutside(delegate.site, target?.member ?? null, given, true)
}

function makeDelegate(target: Value, pointer: Value): Result {
  if (!isThing(pointer) || pointer.kind !== 'function') return misused(pointer, 'a delegate of no method')
  return { kind: 'delegate', method: pointer.method, site: pointer.site, target, isStatic: !(pointer.site?.hasThis ?? false) }
}

function takeArgs(frame: Frame, count: number): Value[] {
  return count === 0 ? [] : frame.stack.splice(-count)
}

const newobj: Handler = (run, frame, operand) => {
  const target = targetOf(run.machine, frame.code.index, operand >>> 0)
  if (target === null) return stop('a method that is not there')
  const args = takeArgs(frame, target.site.parameters)
  const [first = null, second = null] = args
  if (isThing(second) && second.kind === 'function') return push(frame, makeDelegate(first, second))
  if (target.own === 0) return push(frame, newOutside(run, target, args))
  if (isAbstract(run.machine.program, target.owner)) return stop('an object of an abstract type')
  const made = initialiseForCall(run, target.owner) ?? makeObject(run, target.owner)
  if (isTrap(made)) return made
  const slots = [made]
  const isStruct = ownType(run.machine.types, target.owner).isStruct
  const result = run.invoke(target.own, [isStruct ? { kind: 'reference', slots, index: 0, storage: 'unknown' } : made, ...args])
  return isTrap(result) ? result : push(frame, slots[0] ?? null)
}

function newOutside(run: Run, { site, member }: Target, args: readonly Value[]): Result {
  const type = site.api.slice(0, -'::.ctor'.length)
  if (member === null && type.endsWith('Exception')) return { kind: 'exception', type, message: args.find((arg) => typeof arg === 'string') ?? null }
  return run.invokeOutside({ ...site, hasThis: false }, member, args, false)
}

const call =
  (isVirtual: boolean): Handler =>
  (run, frame, operand) => {
    const { constrained } = frame
    frame.constrained = 0
    const target = targetOf(run.machine, frame.code.index, operand >>> 0)
    if (target === null) return stop('a method that is not there')
    const args = takeArgs(frame, target.takes)
    if (constrained !== 0 && target.site.hasThis) {
      const failed = constrain(run, frame, constrained, args)
      if (failed !== null) return failed
    }
    const result = target.own === 0 ? run.invokeOutside(target.site, target.member, args, isVirtual) : callOwn(run, target, args, isVirtual)
    if (isTrap(result)) return result
    if (target.gives) frame.stack.push(result)
    return null
  }

/** The receiver is an address of a type that may be a value type: III.2.1. */
function constrain(run: Run, frame: Frame, token: number, args: Value[]): Trap | null {
  const shape = shapeOfToken(run.machine.types, frame.code.index, token)
  const [address = null] = args
  if (shape.storage === 'struct' && shape.own !== 0) return null
  const held = readAt(address, null)
  if (isTrap(held)) return held
  const receiver = boxed(run, shape, held)
  if (isTrap(receiver)) return receiver
  args[0] = receiver
  return null
}

function flagsOf(run: Run, method: number): number {
  const { assembly, row } = homeOfMethod(run.machine.program, method)
  return cell(assembly.metadata.tables, 'MethodDef', row, 'Flags')
}

function callOwn(run: Run, target: Target, args: readonly Value[], isVirtual: boolean): Result {
  const [receiver = null] = args
  const flags = flagsOf(run, target.own)
  if (target.site.hasThis) {
    if (receiver === null && isVirtual) return misused(receiver, '')
    if (isThing(receiver) && receiver.kind === 'delegate' && target.name === 'Invoke') return callDelegate(run, receiver, args.slice(1))
    if (isVirtual && (flags & methodFlags.virtual) !== 0) {
      const type = receiverType(receiver)
      if (type === 0) return misused(receiver, target.site.api)
      return run.invoke(dispatched(run, type, target.own), [asReceiver(receiver), ...args.slice(1)])
    }
  }
  const failed = (flags & methodFlags.static) !== 0 ? initialiseForCall(run, target.owner) : null
  return failed ?? run.invoke(target.own, args)
}

/** `ldftn`, and `ldvirtftn` with the object that says which method it is. */
const functionPointer: Handler = (run, frame, operand) => {
  const target = targetOf(run.machine, frame.code.index, operand >>> 0)
  if (target === null) return stop('a method that is not there')
  const isVirtual = frame.code.code.opcodes[frame.at] === op.ldvirtftn
  const receiver = isVirtual ? pop(frame) : null
  const type = isVirtual ? receiverType(receiver) : 0
  if (isVirtual && target.own !== 0 && type === 0) return misused(receiver, target.site.api)
  const method = type !== 0 && target.own !== 0 ? dispatched(run, type, target.own) : target.own
  return push(frame, { kind: 'function', method, site: target.site })
}

const constrainedOp: Handler = (_run, frame, operand) => {
  frame.constrained = operand >>> 0
  return null
}

/** Calls, new objects and method pointers. III.3.19, III.4.2, III.4.21 */
export const callOps: readonly (readonly [OpcodeName, Handler])[] = [
  ['call', call(false)],
  ['callvirt', call(true)],
  ['newobj', newobj],
  ['ldftn', functionPointer],
  ['ldvirtftn', functionPointer],
  ['constrained.', constrainedOp],
]
