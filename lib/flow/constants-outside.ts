import { op } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { behindAddress, type Evaluator, isMove, opcodeAt, operandsAt, recoveredBy, type Spot, spotOf, tokenAt, usesOf } from './constants-evaluator.ts'
import { constantOrigin, givenOf, type Item, itemOf, type Known, nothingKnown, originOf } from './constants-item.ts'
import { type Call, rules } from './constants-rules.ts'
import type { Recipe } from './interpret.ts'
import type { Value } from './interpret-values.ts'
import { wholeText } from './template.ts'
import type { ValueAt } from './view.ts'

/** Members whose answer is not what stood in the file: what they give was hidden there. */
const decoding =
  /^System\.(?:Convert::From(?:Base64String|Base64CharArray|HexString)|String::(?:Replace|\.ctor)|Text\.(?:\w+\.)?\w*Encoding::(?:GetString|GetChars)|Linq\.Enumerable::(?:Reverse|Select|Aggregate|Zip)|Security\.Cryptography\.)|^Microsoft\.VisualBasic\.Strings::StrReverse$/

/** What a call of an outside member gives: by the interpreter where all it is given is known, else as a text with holes. */
export function outsideKnown(ev: Evaluator, spot: Spot, instruction: number): Known {
  const member = ev.view.outsideAt(spot.ssa.method, instruction)
  if (member === null) return nothingKnown
  const operands = operandsAt(spot, instruction)
  // a constructor that is called on the address of a struct makes what the address then holds
  const isInPlace = instruction !== spot.value && member.api.endsWith('::.ctor')
  const args = isInPlace ? operands.slice(1) : operands
  const call: Call = { spot: { ...spot, value: instruction }, member, args }
  const rule = rules.get(member.api)
  const ruled = rule?.(ev, call) ?? null
  if (ruled?.complete && ruled.items.length > 0 && ruled.items.every(isWhole)) return ruled
  return folded(ev, call) ?? ruled ?? nothingKnown
}

function isWhole(item: Item): boolean {
  return item.kind !== 'text' || wholeText(item.pieces) !== null
}

/** Null where an argument is not known, or the interpreter cannot tell. */
function folded(ev: Evaluator, { spot, member, args }: Call): Known | null {
  const recipes = recipesOf(ev, spot, args, 0)
  if (recipes === null) return null
  const items: Item[] = []
  for (const { recipe, from, hides } of recipes) {
    const outcome = ev.interpreter.evaluate(recipe)
    if (!outcome.ok) return null
    const hidden = from.kind === 'recovered' ? from : hides || decoding.test(member.api) ? recoveredBy(ev, spot.ssa.method) : constantOrigin
    const item = itemOf(outcome.value, hidden)
    if (item === null) return null
    items.push(item)
  }
  return { items, complete: true }
}

/** A way to work out a value; `hides`: a call in it decodes. */
interface Way {
  readonly recipe: Recipe
  readonly from: Item['from']
  readonly hides: boolean
}

const deepest = 16

/** The call with every choice of what it is given; what cannot be kept between calls, as a query, is made in the same run. */
function recipesOf(ev: Evaluator, call: Spot, args: readonly ValueAt[], depth: number): readonly Way[] | null {
  const token = tokenAt(call)
  const { index } = call.ssa.code
  if (depth > deepest || !ev.interpreter.knows(index, token)) return null
  let rows: (readonly Way[])[] = [[]]
  for (const arg of args) {
    const ways = waysOf(ev, call, behindAddress(ev, arg), depth)
    if (ways === null) return null
    rows = rows.flatMap((row) => ways.map((way) => [...row, way]))
    if (rows.length > limits.constants) return null
  }
  const hides = decoding.test(ev.view.outsideAt(call.ssa.method, call.value)?.api ?? '')
  return rows.map((row) => ({
    recipe: { kind: 'call', assembly: index, token, args: row.map(({ recipe }) => recipe) },
    from: row.find(({ from }) => from.kind === 'recovered')?.from ?? constantOrigin,
    hides: hides || row.some((way) => way.hides),
  }))
}

function waysOf(ev: Evaluator, call: Spot, arg: ValueAt, depth: number): readonly Way[] | null {
  const { items, complete } = ev.known(arg)
  if (complete && items.length > 0) {
    const ways: Way[] = []
    for (const item of items) {
      const value = givenOf(item)
      if (value === undefined) return null
      ways.push({ recipe: { kind: 'given', value }, from: item.from, hides: false })
    }
    return ways
  }
  const { leaves, complete: isAll } = ev.leavesOf([arg])
  const [leaf] = leaves
  const spot = leaf === undefined || leaves.length !== 1 || !isAll || leaf.instance !== call.instance ? null : spotOf(ev, leaf)
  const opcode = spot === null ? -1 : opcodeAt(spot)
  if (spot === null || (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj)) return null
  // only what is used here alone is sure to be as it was made
  return usesOf(ev, spot).filter((use) => !isMove(spot, use)).length === 1 ? recipesOf(ev, spot, operandsAt(spot), depth + 1) : null
}

/** One choice of values for all arguments, as the interpreter takes them. */
export interface ArgumentRow {
  readonly values: readonly Value[]
  readonly from: Item['from']
}

/** Every choice of known values for these arguments, at most `limits.constants`; null where one is not known. */
export function argumentRows(
  ev: Evaluator,
  args: readonly ValueAt[],
  knownOf: (at: ValueAt) => Known = (at) => ev.known(behindAddress(ev, at)),
): readonly ArgumentRow[] | null {
  let rows: (readonly Item[])[] = [[]]
  for (const arg of args) {
    const known = knownOf(arg)
    if (!known.complete || known.items.length === 0) return null
    rows = rows.flatMap((row) => known.items.map((item) => [...row, item]))
    if (rows.length > limits.constants) return null
  }
  const made: ArgumentRow[] = []
  for (const row of rows) {
    const values: Value[] = []
    for (const item of row) {
      const value = givenOf(item)
      if (value === undefined) return null
      values.push(value)
    }
    made.push({ values, from: originOf(row) })
  }
  return made
}
