import type { OpcodeName } from '../il/opcodes.ts'
import { limits } from '../limits.ts'
import { typeFlags } from '../metadata/flags.ts'
import { cell, rowsWhere, rowToken } from '../metadata/tables.ts'
import { baseNameOf, chainOf, homeOfType, type Program, resolveType } from '../model/program.ts'
import { fieldToken } from './interpret-fields.ts'
import { allocate, type Frame, type Handler, pop, push, type Run } from './interpret-run.ts'
import { storageOfName } from './interpret-storage.ts'
import { isException, isOwnKind, type Shape, shapeOfToken } from './interpret-types.ts'
import { isThing, misused, type Result, raise, stop, type Thing, type Value } from './interpret-values.ts'

/** Interfaces and bases that texts have. */
const textKinds =
  /^System\.(String|Object|IComparable(`1<System\.String>)?|IConvertible|ICloneable|IEquatable`1<System\.String>|Collections\.IEnumerable)$|^System\.Collections\.Generic\.IEnumerable`1<System\.Char>$/
const boxKinds = /^System\.(Object|ValueType|IComparable|IConvertible|IFormattable)$/
const arrayKinds = /^System\.(Array|Object|ICloneable)$|^System\.Collections\./
/** Kinds of things that are closed when a `using` or `foreach` ends. */
const closed: readonly Thing['kind'][] = ['enumerator', 'stream', 'text-reader', 'binary-reader', 'hash', 'cipher', 'transform', 'derive']

/** Is a value an object of a type? Null where that is not known. */
export function isKind(run: Run, value: Thing | string, shape: Shape): boolean | null {
  const { program } = run.machine
  if (shape.name === 'System.Object') return true
  if (typeof value === 'string') return textKinds.test(shape.name)
  switch (value.kind) {
    case 'object':
      return isObjectKind(program, value.type, shape)
    case 'exception':
      return shape.own === 0 && isException(value.type, shape.name)
    case 'box':
      return value.type === shape.name || (boxKinds.test(shape.name) ? true : storageOfName(shape.name) !== null ? false : null)
    case 'numbers':
    case 'items':
      if (shape.name === `${value.element}[]`) return true
      return arrayKinds.test(shape.name) ? true : shape.own !== 0 || storageOfName(shape.name) !== null ? false : null
    default:
      if (shape.name === 'System.IDisposable' && closed.includes(value.kind)) return true
      return shape.own !== 0 || storageOfName(shape.name) !== null ? false : null
  }
}

function isObjectKind(program: Program, type: number, shape: Shape): boolean {
  if (shape.own !== 0) return isOwnKind(program, type, shape.own) || hasInterface(program, type, shape)
  const top = chainOf(program, type).at(-1) ?? type
  return isException(baseNameOf(program, top) ?? '', shape.name) || baseNameOf(program, top) === shape.name || hasInterface(program, type, shape)
}

function hasInterface(program: Program, type: number, shape: Shape): boolean {
  const seen = new Set<number>(chainOf(program, type))
  const todo = [...seen]
  for (let next = todo.pop(); next !== undefined && seen.size < limits.chain; next = todo.pop()) {
    const { index, assembly, row } = homeOfType(program, next)
    const { tables } = assembly.metadata
    for (const impl of rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row))) {
      const token = cell(tables, 'InterfaceImpl', impl, 'Interface')
      const own = resolveType(program, index, token)
      if (own === 0 ? assembly.names.type(token) === shape.name : own === shape.own) return true
      if (own === 0 || seen.has(own)) continue
      seen.add(own)
      todo.push(own)
    }
  }
  return false
}

const shapeAt = (run: Run, frame: Frame, operand: number): Shape => shapeOfToken(run.machine.types, frame.code.index, operand >>> 0)

/** A value type's value as an object; what is an object already stays. III.4.1 */
export function boxed(run: Run, shape: Shape, value: Value): Result {
  if (isThing(value) && value.kind === 'nullable') return value.has ? boxed(run, shape, value.value) : null
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || (isThing(value) && (value.kind === 'float' || value.kind === 'struct'))
  if (!isNumber || shape.storage === 'ref') return value
  return allocate(run, 24) ?? { kind: 'box', type: shape.name, value }
}

const box: Handler = (run, frame, operand) => push(frame, boxed(run, shapeAt(run, frame, operand), pop(frame)))

const unboxAny: Handler = (run, frame, operand) => {
  const value = pop(frame)
  const shape = shapeAt(run, frame, operand)
  if (shape.name.startsWith('System.Nullable`1')) {
    const held = isThing(value) && value.kind === 'box' ? value.value : value
    return push(frame, { kind: 'nullable', value: held, has: held !== null })
  }
  if (isThing(value) && value.kind === 'box') {
    const differs = storageOfName(value.type) !== null && storageOfName(shape.name) !== null && value.type !== shape.name
    return differs ? raise('System.InvalidCastException') : push(frame, value.value)
  }
  if (value === null && shape.storage !== 'ref' && shape.storage !== 'unknown') return raise('System.NullReferenceException')
  return push(frame, cast(run, value, shape))
}

const unbox: Handler = (_run, frame) => {
  const value = pop(frame)
  if (!isThing(value) || value.kind !== 'box') return misused(value, 'a value that is not boxed')
  frame.stack.push({ kind: 'reference', slots: [value.value], index: 0, storage: 'unknown' })
  return null
}

/** Casts that cannot be judged hold: the code was compiled to run. */
function cast(run: Run, value: Value, shape: Shape): Result {
  if (typeof value !== 'string' && !isThing(value)) return value
  if (isThing(value) && value.kind === 'unknown') return value
  return isKind(run, value, shape) === false ? raise('System.InvalidCastException') : value
}

const castclass: Handler = (run, frame, operand) => push(frame, cast(run, pop(frame), shapeAt(run, frame, operand)))

const isinst: Handler = (run, frame, operand) => {
  const value = pop(frame)
  if (typeof value !== 'string' && !isThing(value)) return push(frame, value === null ? null : stop('isinst of no object'))
  if (isThing(value) && value.kind === 'unknown') return stop(value.because)
  const shape = shapeAt(run, frame, operand)
  const is = isKind(run, value, shape)
  return is === null ? stop(`is it a ${shape.name}?`) : push(frame, is ? value : null)
}

const ldtoken: Handler = (run, frame, operand) => {
  const field = fieldToken(run, frame, operand)
  if (field !== null) return push(frame, field)
  const table = operand >>> 24
  if (table !== 0x01 && table !== 0x02 && table !== 0x1b) return stop('the handle of a method')
  const { own, name } = shapeAt(run, frame, operand)
  return push(frame, { kind: 'type', own, name })
}

/** Is a type of the set abstract or an interface, so that no object has just this type? */
export function isAbstract(program: Program, type: number): boolean {
  const { assembly, row } = homeOfType(program, type)
  return (cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & (typeFlags.abstract | typeFlags.interface)) !== 0
}

/** Boxes, casts and handles. III.4 */
export const objectOps: readonly (readonly [OpcodeName, Handler])[] = [
  ['box', box],
  ['unbox', unbox],
  ['unbox.any', unboxAny],
  ['castclass', castclass],
  ['isinst', isinst],
  ['ldtoken', ldtoken],
]

/** The value behind a box or an address; structs of the set stay where they are. */
export function unwrapped(value: Value): Value {
  return isThing(value) && value.kind === 'box' ? value.value : value
}
