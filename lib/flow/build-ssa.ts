import { lasting, passing } from '../bytes/columns.ts'
import { limits } from '../limits.ts'
import type { MethodCode } from '../model/method-code.ts'
import type { Program } from '../model/program.ts'
import { promotedFields } from './build-ssa-fields.ts'
import { findJoins } from './build-ssa-joins.ts'
import { renameVariables } from './build-ssa-rename.ts'
import { simplifyPhis } from './build-ssa-simplify.ts'
import { nameStack } from './build-ssa-stack.ts'
import { makeValues, unknown, type Values, valueCount } from './build-ssa-values.ts'
import { access, findVariables, type Variables } from './build-ssa-variables.ts'
import { logicalFlow } from './logical-flow.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { structLocals } from './struct-locals.ts'

/**
 * Puts a method into single-assignment form, whatever its code. Phis stand only where a value is asked for and where different ones
 * meet; code that control does not reach takes unknown values. Never throws.
 */
export function buildSsa(program: Program, method: number, code: MethodCode): Ssa {
  const flow = logicalFlow(program, method, code)
  const { fields, fieldAt } = promotedFields(program, method, code, flow)
  const variables = findVariables(code, structLocals(program, code), fields, fieldAt)
  const { count } = code.code
  const values = makeValues(count)
  const none = unknown(values)
  const name = nameStack(code, flow, values)
  const referred = lasting.int32(count).fill(-1)
  const joins = findJoins(code, flow)
  const isWhole = renameVariables({ code, flow, variables, values, joins, name, referred, left: limits.ssaSteps * count })
  const operands = lasting.int32(code.stack.operandDefs.length).fill(none)
  for (const block of flow.order) {
    for (let at = code.flow.blockStarts[block] ?? 0; at < (code.flow.blockStarts[block + 1] ?? 0); at++) {
      const end = code.stack.operandStart[at + 1] ?? 0
      for (let place = code.stack.operandStart[at] ?? 0; place < end; place++) operands[place] = name(code.stack.operandDefs[place] ?? -1, block)
    }
  }
  const meaning = simplifyPhis(values)
  for (let place = 0; place < operands.length; place++) operands[place] = meaning(operands[place] ?? none)
  for (let at = 0; at < count; at++) if ((referred[at] ?? -1) >= 0) referred[at] = meaning(referred[at] ?? 0)
  return {
    method,
    code,
    flow,
    ...compact(values, meaning, operands, referred),
    operandStart: code.stack.operandStart,
    operands,
    referred,
    localEscapes: variables.escapes.subarray(0, variables.locals),
    argumentEscapes: variables.escapes.subarray(variables.locals, variables.locals + variables.arguments),
    promoted: promotedLoads(variables, count),
    bounded: !isWhole,
  }
}

function promotedLoads({ variableOf, accessOf, locals, arguments: args, escapes }: Variables, count: number): Uint8Array {
  const promoted = lasting.uint8(count)
  for (let at = 0; at < count; at++) {
    const variable = variableOf[at] ?? -1
    if (variable >= locals + args && accessOf[at] === access.load && escapes[variable] !== 1) promoted[at] = 1
  }
  return promoted
}

/** Numbers the values that are used anew, in their order, and rewrites `operands` and `referred` to the new numbers. */
function compact(values: Values, meaning: (name: number) => number, operands: Int32Array, referred: Int32Array) {
  const { base, kinds, data, places, firstArg, endArg, argValues, argBlocks } = values
  const total = valueCount(values)
  const isUsed = passing.uint8(total)
  const work: number[] = []
  const use = (value: number): void => {
    if (value < base || isUsed[value] === 1) return
    isUsed[value] = 1
    work.push(value)
  }
  use(unknown(values))
  for (const value of operands) use(value)
  for (const value of referred) use(value)
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    for (let arg = firstArg.values[value - base] ?? 0; arg < (endArg.values[value - base] ?? 0); arg++) use(meaning(argValues.values[arg] ?? 0))
  }
  const renumbered = passing.int32(total)
  let count = base
  for (let value = 0; value < total; value++) renumbered[value] = value < base ? value : isUsed[value] === 1 ? count++ : 0
  const phiStart = lasting.int32(count - base + 1)
  const phiArgs: number[] = []
  const phiBlocks: number[] = []
  const made = { kinds: lasting.uint8(count), data: lasting.int32(count), places: lasting.int32(count) }
  for (let value = 0; value < base; value++) made.data[value] = value
  for (let value = base; value < total; value++) {
    if (isUsed[value] !== 1) continue
    const at = value - base
    const id = renumbered[value] ?? 0
    made.kinds[id] = kinds.values[at] ?? valueKind.unknown
    made.data[id] = data.values[at] ?? 0
    made.places[id] = places.values[at] ?? 0
    const besides = new Set<number>([value])
    for (let arg = firstArg.values[at] ?? 0; arg < (endArg.values[at] ?? 0); arg++) {
      const from = argBlocks.values[arg] ?? -1
      const one = meaning(argValues.values[arg] ?? 0)
      // what comes along no edge is told once
      if (from < 0 && besides.has(one)) continue
      if (from < 0) besides.add(one)
      phiArgs.push(renumbered[one] ?? 0)
      phiBlocks.push(from)
    }
    phiStart[id - base + 1] = phiArgs.length
  }
  for (let at = 0; at < operands.length; at++) operands[at] = renumbered[operands[at] ?? 0] ?? 0
  for (let at = 0; at < referred.length; at++) if ((referred[at] ?? -1) >= 0) referred[at] = renumbered[referred[at] ?? 0] ?? 0
  return { valueCount: count, ...made, phiStart, phiArgs: column(phiArgs), phiBlocks: column(phiBlocks) }
}

function column(numbers: readonly number[]): Int32Array {
  const made = lasting.int32(numbers.length)
  made.set(numbers)
  return made
}
