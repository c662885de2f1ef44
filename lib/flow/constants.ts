import { salvage } from '../errors.ts'
import { op, opcodeName } from '../il/opcode-lookup.ts'
import type { OpcodeName } from '../il/opcodes.ts'
import { type LimitLog, limits } from '../limits.ts'
import { readLocalsSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { CodeCache } from '../model/method-code.ts'
import { resolveField } from '../model/program.ts'
import { arrayKnown, collectionKnown, elementKnown, lengthOf } from './constants-arrays.ts'
import { isChanged } from './constants-changes.ts'
import { type Evaluator, type Leaves, opcodeAt, operandsAt, type Spot, spotOf, tokenAt } from './constants-evaluator.ts'
import { constantOrigin, constantsOf, elementOfItem, type Item, itemOf, type Known, nothingKnown, one, originOf, stringItem, united } from './constants-item.ts'
import { delegateKnown } from './constants-objects.ts'
import { argumentRows, outsideKnown } from './constants-outside.ts'
import { ownKnown } from './constants-own.ts'
import { sourcesOf } from './constants-sources.ts'
import { templateOf } from './constants-text.ts'
import type { Interpreter } from './interpret.ts'
import { type Binary, binaryOps, shiftOps, unaryOps } from './interpret-arithmetic.ts'
import { zeroOf } from './interpret-storage.ts'
import { makeTypes, shapeOfSig, shapeOfToken } from './interpret-types.ts'
import { isTrap, type Result, type Value } from './interpret-values.ts'
import { valueKind } from './ssa.ts'
import { joined, plainText, renderPieces, type Template } from './template.ts'
import { literalOf } from './trigger-code.ts'
import type { FlowView, Constants as KnownConstants, Piece, Site, ValueAt } from './view.ts'

/** What values are known to be, worked out when it is asked for. */
export interface Constants {
  readonly at: (where: ValueAt) => KnownConstants
  /** A constant or a text with holes for readers, several with ` | ` between; null where nothing of it is known. */
  readonly text: (where: ValueAt) => { readonly text: string; readonly recovered: boolean; readonly by: string | null } | null
}

/** The state of one question: it ends after `limits.constantSteps` places, or `limits.constantDepth` questions inside each other. */
interface Question {
  left: number
  depth: number
  /** Something was cut short, or met itself: what was found on the way is not kept. */
  disturbed: number
}

/** Answers are kept; loops in the data and bounds that are met make an answer incomplete, never wrong. */
export function makeConstants(view: FlowView, interpreter: Interpreter, cache: CodeCache, log: LimitLog): Constants {
  const memo = new Map<number, Known>()
  const open = new Set<number>()
  const question: Question = { left: 0, depth: 0, disturbed: 0 }
  const keyOf = ({ instance, value }: ValueAt): number => instance * 0x400_0000 + value
  const ev: Evaluator = {
    view,
    interpreter,
    cache,
    types: makeTypes(view.program),
    log,
    known: (at, except) => answer([at], except),
    knownOf: (places) => answer(places),
    leavesOf,
    spend: (steps) => {
      question.left -= steps
      if (question.left >= 0) return true
      cut('constantSteps')
      return false
    },
    keptTypes: new Map(),
    uses: new Map(),
  }

  function cut(limit: 'constantSteps' | 'constantDepth'): void {
    question.disturbed++
    log.hit.add(limit)
  }

  /** Follows copies of all kinds at once, so that loops of copies are no loops. */
  function leavesOf(places: readonly ValueAt[]): Leaves {
    const leaves: ValueAt[] = []
    const others: Known[] = []
    const seen = new Map(places.map((at) => [keyOf(at), at]))
    let complete = true
    for (const at of seen.values()) {
      if (--question.left < 0) {
        cut('constantSteps')
        return { leaves, others, complete: false, visited: [...seen.values()] }
      }
      const spot = spotOf(ev, at)
      const sources = spot === null ? { from: [], others: [], complete: false } : sourcesOf(ev, spot)
      if (sources === null) {
        leaves.push(at)
        continue
      }
      complete = complete && sources.complete
      others.push(...sources.others)
      for (const from of sources.from) if (!seen.has(keyOf(from))) seen.set(keyOf(from), { instance: from.instance, value: from.value })
    }
    return { leaves, others, complete, visited: [...seen.values()] }
  }

  function answer(places: readonly ValueAt[], except?: Site): Known {
    const { leaves, others, complete, visited } = leavesOf(places)
    const known = united([...leaves.map((leaf) => leafKnown(leaf, except)), ...others])
    const plain = known.items.filter(({ kind }) => kind !== 'array' && kind !== 'list')
    // what is changed on the way is not what was made
    if (plain.length < known.items.length && isChanged(ev, visited, except)) return { items: plain, complete: false }
    return complete ? known : { items: known.items, complete: false }
  }

  function leafKnown(at: ValueAt, except: Site | undefined): Known {
    const key = keyOf(at)
    const before = memo.get(key)
    if (before !== undefined && (before.items.length > 0 || except === undefined)) return before
    const spot = spotOf(ev, at)
    if (spot === null) return nothingKnown
    if (open.has(key)) {
      question.disturbed++
      return nothingKnown
    }
    if (question.depth >= limits.constantDepth) {
      cut('constantDepth')
      return nothingKnown
    }
    const { disturbed } = question
    open.add(key)
    question.depth++
    const known = workedOut(ev, spot, except)
    question.depth--
    open.delete(key)
    if (question.disturbed === disturbed && except === undefined) memo.set(key, known)
    return known
  }

  /** A question from outside has time of its own. */
  function asked(at: ValueAt): Known {
    if (question.depth > 0) return answer([at])
    question.left = limits.constantSteps
    question.disturbed = 0
    return answer([at])
  }

  return {
    at: (where) => constantsOf(asked(where)),
    text: (where) => rendered(asked(where)),
  }
}

/** What one instruction makes, or what a value without one is. */
function workedOut(ev: Evaluator, spot: Spot, except: Site | undefined): Known {
  const { ssa, value } = spot
  if (ssa.kinds[value] === valueKind.local) return zeroOfLocal(ev, spot)
  if (ssa.kinds[value] === valueKind.written) return outsideKnown(ev, spot, ssa.data[value] ?? 0)
  const opcode = opcodeAt(spot)
  if (opcode < 0) return nothingKnown
  const name = opcodeName(opcode)
  if (name === null) return nothingKnown
  if (isLiteral(name)) return literal(spot)
  if (name.startsWith('ldelem')) return opcode === op.ldelema ? nothingKnown : elementKnown(ev, spot)
  const binary = binaryOps.get(name) ?? shiftOps.get(name)
  if (binary !== undefined) return computed(ev, spot, binary)
  const unary = unaryOps.get(name)
  if (unary !== undefined) return computed(ev, spot, unary)
  switch (name) {
    case 'box':
      return boxedKnown(ev, spot)
    case 'newarr':
      return arrayKnown(ev, spot, except?.instance === spot.instance ? except.instruction : null)
    case 'ldlen':
      return lengthKnown(ev, spot)
    case 'ldtoken':
      return typeKnown(ev, spot)
    case 'ldsfld':
      return ev.view.outsideAt(ssa.method, value)?.api === 'System.String::Empty' ? one(stringItem('')) : nothingKnown
    case 'newobj':
      return newKnown(ev, spot)
    case 'call':
    case 'callvirt':
      return ev.view.outsideAt(ssa.method, value) === null ? ownKnown(ev, spot) : outsideKnown(ev, spot, value)
    default:
      return nothingKnown
  }
}

function newKnown(ev: Evaluator, spot: Spot): Known {
  const delegate = delegateKnown(ev, spot)
  if (delegate !== null) return delegate
  return ev.view.outsideAt(spot.ssa.method, spot.value) === null ? nothingKnown : (collectionKnown(ev, spot) ?? outsideKnown(ev, spot, spot.value))
}

function isLiteral(name: OpcodeName): boolean {
  return name === 'ldstr' || name === 'ldnull' || name.startsWith('ldc.')
}

function literal({ ssa, value }: Spot): Known {
  const found = literalOf(ssa, value)
  switch (found?.kind) {
    case 'text':
      return one(stringItem(found.value))
    case 'null':
      return one({ kind: 'value', value: null, from: constantOrigin })
    case 'long':
      return one({ kind: 'value', value: found.value, from: constantOrigin })
    case 'number': {
      const isFloat = opcodeName(ssa.code.code.opcodes[value] ?? 0)?.startsWith('ldc.r') ?? false
      return one(isFloat ? { kind: 'float', value: found.value, from: constantOrigin } : { kind: 'value', value: found.value, from: constantOrigin })
    }
    default:
      return nothingKnown
  }
}

/** A local before its first store. */
function zeroOfLocal(ev: Evaluator, { ssa, value }: Spot): Known {
  const { assembly, index, body } = ssa.code
  const { metadata, defects } = assembly
  const token = body.localVarSigTok
  if (!isRowOf(metadata.tables, 'StandAloneSig', token)) return nothingKnown
  const read = () => readLocalsSig(metadata.blob(cell(metadata.tables, 'StandAloneSig', tokenRow(token), 'Signature')))
  const type = salvage(defects, 'local variables', read, [])[ssa.data[value] ?? -1]
  if (type === undefined) return nothingKnown
  const { storage } = shapeOfSig(ev.types, index, type)
  if (storage === 'struct' || storage === 'unknown') return nothingKnown
  const item = itemOf(zeroOf(storage), constantOrigin)
  return item === null ? nothingKnown : one(item)
}

/** Arithmetic on known numbers. */
function computed(ev: Evaluator, spot: Spot, operation: Binary | ((a: Value) => Result)): Known {
  const rows = argumentRows(ev, operandsAt(spot), (at) => ev.known(at))
  if (rows === null) return nothingKnown
  const items: Item[] = []
  for (const { values, from } of rows) {
    const [a = null, b = null] = values
    const result = operation(a, b)
    const item = isTrap(result) ? null : itemOf(result, from)
    if (item === null) return nothingKnown
    items.push(item)
  }
  return united([{ items, complete: true }])
}

/** Characters and truth values show as text once they are objects; numbers stay what they are. */
function boxedKnown(ev: Evaluator, spot: Spot): Known {
  const [operand] = operandsAt(spot)
  const known = operand === undefined ? nothingKnown : ev.known(operand)
  const { name } = shapeOfToken(ev.types, spot.ssa.code.index, tokenAt(spot))
  if (name !== 'System.Char' && name !== 'System.Boolean') return known
  const shown = (item: Item): Item => {
    if (item.kind !== 'value' || typeof item.value !== 'number') return item
    return stringItem(name === 'System.Char' ? String.fromCharCode(item.value & 0xffff) : item.value !== 0 ? 'True' : 'False', item.from)
  }
  return { items: known.items.map(shown), complete: known.complete }
}

function lengthKnown(ev: Evaluator, spot: Spot): Known {
  const [operand] = operandsAt(spot)
  const { items, complete } = operand === undefined ? nothingKnown : ev.known(operand)
  const lengths = items.map(lengthOf)
  if (!complete || lengths.length === 0 || lengths.some((length) => length < 0)) return nothingKnown
  return united([{ items: lengths.map((length) => ({ kind: 'value', value: length, from: constantOrigin })), complete: true }])
}

/** The handle of a type; fields are data, which arrays are made of. */
function typeKnown(ev: Evaluator, spot: Spot): Known {
  const token = tokenAt(spot)
  const table = token >>> 24
  if (table !== 0x01 && table !== 0x02 && table !== 0x1b) return nothingKnown
  if (resolveField(ev.view.program, spot.ssa.code.index, token) !== 0) return nothingKnown
  const { own, name } = shapeOfToken(ev.types, spot.ssa.code.index, token)
  return one({ kind: 'type', own, name, from: constantOrigin })
}

/** The texts of a collection with commas between; null where one is no text, or where it holds numbers. */
function listed(item: Item): readonly Piece[] | null {
  const texts: Template[] = []
  for (let at = 0; at < Math.min(lengthOf(item), limits.constantList); at++) {
    const one = elementOfItem(item, at)
    const template = one?.kind === 'text' ? templateOf(one) : null
    if (template === null) return null
    texts.push(...(at === 0 ? [] : [plainText(', ')]), template)
  }
  return joined(texts).pieces
}

function rendered({ items, complete }: Known): { readonly text: string; readonly recovered: boolean; readonly by: string | null } | null {
  const shown: string[] = []
  for (const item of items) {
    if (item.kind === 'value' && item.value === null) continue
    const pieces = item.kind === 'type' ? [item.name] : item.kind === 'list' || item.kind === 'array' ? listed(item) : (templateOf(item)?.pieces ?? null)
    if (pieces === null || !pieces.some((piece) => typeof piece === 'string' && piece !== '')) continue
    shown.push(renderPieces(pieces))
  }
  if (shown.length === 0) return null
  const from = originOf(items)
  const text = [...new Set(shown.sort()), ...(complete ? [] : ['{?}'])].join(' | ')
  return { text, recovered: from.kind === 'recovered', by: from.kind === 'recovered' ? from.by : null }
}
