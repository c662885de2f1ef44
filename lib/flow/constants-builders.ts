import { op } from '../il/opcode-lookup.ts'
import {
  behindAddress,
  dominates,
  type Evaluator,
  isMove,
  isRepeated,
  labelOfValue,
  opcodeAt,
  operandsAt,
  type Spot,
  spotOf,
  usesOf,
} from './constants-evaluator.ts'
import { alternatives, crossed } from './constants-text.ts'
import { valueKind } from './ssa.ts'
import { hole, mapped, plainText, type Template } from './template.ts'
import type { ValueAt } from './view.ts'

const builder = 'System.Text.StringBuilder::'

/** A call that puts something behind a builder's text, in the order of the code. */
interface Part {
  readonly instruction: number
  readonly value: ValueAt | null
  /** Name of the parameter's type. */
  readonly type: string
  readonly line: boolean
}

/**
 * What a string builder holds at an instruction: what is appended on every way there, in order; a hole for what is appended on some
 * ways only. Null where the builder is changed otherwise or by code elsewhere.
 */
export function builderText(ev: Evaluator, receiver: ValueAt, before: Spot): readonly Template[] | null {
  const made = rootOfBuilder(ev, receiver)
  if (made === null || made.ssa.method !== before.ssa.method) return null
  const parts = partsOf(ev, made, before)
  if (parts === null) return null
  const blockOf = (instruction: number): number => made.ssa.code.flow.blockOf[instruction] ?? 0
  const start = operandsAt(made)
    .slice(0, 1)
    .filter((at) => isTextOperand(ev, made, at))
  const texts = [start.length === 0 ? [plainText('')] : alternatives(ev, start[0] ?? made)]
  for (const part of parts) {
    const always = dominates(made.ssa, blockOf(part.instruction), blockOf(before.value)) && !isRepeated(made, part.instruction)
    if (part.value !== null) texts.push(always ? shownAs(part.type, alternatives(ev, part.value)) : [hole(labelOfValue(ev, part.value))])
    if (part.line) texts.push(always ? [plainText('\r\n')] : [hole(null)])
  }
  return crossed(texts)
}

/** Characters and truth values are numbers until they are shown. */
export function shownAs(type: string, texts: readonly Template[]): readonly Template[] {
  if (type !== 'System.Char' && type !== 'System.Boolean') return texts
  return texts.map((one) =>
    mapped(one, (piece) => {
      if (!/^\d{1,5}$/.test(piece)) return piece
      return type === 'System.Char' ? String.fromCharCode(Number(piece)) : piece === '0' ? 'False' : 'True'
    }),
  )
}

/** `new StringBuilder("text")`, not `new StringBuilder(16)`. */
function isTextOperand(ev: Evaluator, made: Spot, _at: ValueAt): boolean {
  return ev.view.outsideAt(made.ssa.method, made.value)?.signature.startsWith(`${builder}.ctor(System.String`) ?? false
}

/** The `newobj` behind a chain of calls that give their receiver back. */
function rootOfBuilder(ev: Evaluator, receiver: ValueAt): Spot | null {
  let at: ValueAt = receiver
  for (let step = 0; step < 256; step++) {
    const { leaves, complete } = ev.leavesOf([at])
    const [leaf] = leaves
    const spot = leaf === undefined || leaves.length !== 1 || !complete ? null : spotOf(ev, leaf)
    if (spot === null) return null
    const api = ev.view.outsideAt(spot.ssa.method, spot.value)?.api ?? ''
    if (opcodeAt(spot) === op.newobj) return api === `${builder}.ctor` ? spot : null
    const [next] = operandsAt(spot)
    if (!api.startsWith(`${builder}Append`) || next === undefined || spot.instance !== receiver.instance) return null
    at = next
  }
  return null
}

function partsOf(ev: Evaluator, made: Spot, before: Spot): readonly Part[] | null {
  const parts = new Map<number, Part>()
  const names = [made.value]
  const seen = new Set(names)
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    for (const use of usesOf(ev, { ...made, value: name })) {
      if (use.instruction === before.value || parts.has(use.instruction)) continue
      const opcode = made.ssa.code.code.opcodes[use.instruction] ?? 0
      const outside = opcode === op.call || opcode === op.callvirt ? ev.view.outsideAt(made.ssa.method, use.instruction) : null
      if (outside === null) {
        if (opcode === op.pop || opcode === op.dup || isMove(made, use)) continue
        return null
      }
      if (!outside.api.startsWith(builder) || use.place !== 0) return null
      const method = outside.api.slice(builder.length)
      if (/^(?:ToString|get_Length|get_Chars|get_Capacity|EnsureCapacity)$/.test(method)) continue
      if ((method !== 'Append' && method !== 'AppendLine') || outside.parameters > 1) return null
      const [, value = null] = operandsAt(made, use.instruction)
      const type = /\(([^,()]*)\)$/.exec(outside.signature)?.[1] ?? ''
      parts.set(use.instruction, { instruction: use.instruction, value, type, line: method === 'AppendLine' })
      if (!seen.has(use.instruction)) {
        seen.add(use.instruction)
        names.push(use.instruction)
      }
    }
  }
  // what stands behind the question runs later, or in another round of a loop that makes the builder anew
  return [...parts.values()].filter((part) => part.instruction < before.value).sort((a, b) => a.instruction - b.instruction)
}

const handler = 'System.Runtime.CompilerServices.DefaultInterpolatedStringHandler::'

/** What an interpolated string holds: each call on the handler's address follows the one before. Null where the chain is broken. */
export function interpolated(ev: Evaluator, call: Spot): readonly Template[] | null {
  const texts: (readonly Template[])[] = []
  let address = operandsAt(call)[0]
  for (let step = 0; step < 256 && address !== undefined; step++) {
    const behind = behindAddress(ev, address)
    const spot = spotOf(ev, behind)
    if (spot === null || spot.ssa.kinds[spot.value] !== valueKind.written) return null
    const instruction = spot.ssa.data[spot.value] ?? 0
    const api = ev.view.outsideAt(spot.ssa.method, instruction)?.api ?? ''
    const [receiver, value] = operandsAt(spot, instruction)
    if (api === `${handler}.ctor`) return crossed(texts.reverse())
    if (value === undefined || (api !== `${handler}AppendLiteral` && api !== `${handler}AppendFormatted`)) return null
    const [type = ''] = ev.interpreter.typeArguments(spot.ssa.code.index, (spot.ssa.code.code.operands[instruction] ?? 0) >>> 0)
    texts.push(shownAs(type, alternatives(ev, value)))
    address = receiver
  }
  return null
}
