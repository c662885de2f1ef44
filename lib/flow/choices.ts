import { op, opcodeName } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import type { Choice, Choices } from './choice.ts'
import { dominates } from './dominators.ts'
import { elementsBehind, isElementType, type Surroundings } from './element-values.ts'
import { type Loop, loopsOf } from './loops.ts'
import { operandAt, operandsOf } from './solver.ts'
import { type Ssa, valueKind } from './ssa.ts'

/** What one branch chooses by, and where: `loop` null for an argument, which callers may give one by one. */
interface Test {
  readonly block: number
  readonly at: number
  readonly by: readonly number[]
  readonly loop: Loop | null
}

/** The choices of a method, those by its arguments that lead to what it returns included. */
export function choicesOf(ssa: Ssa, around: Surroundings): Choices {
  const budget = { left: limits.ssaSteps * ssa.code.code.count }
  const tests = testsOf(ssa, around, budget)
  const sent = constantChoices(ssa, tests, around, budget)
  const branches = new Set([...sent.map(({ at }) => at), ...tableLookups(ssa, tests, around)])
  return { choices: [...phiChoices(ssa, tests, around, budget), ...sent], returned: returnedChoices(ssa, tests, around), branches }
}

type Budget = { left: number }

/** Branches on an element that stay in the loop in which it was taken. */
function testsOf(ssa: Ssa, around: Surroundings, budget: Budget): Test[] {
  const { flow } = ssa
  const loops = loopsOf(flow, budget)
  const takesElement = around.parameters.some(isElementType)
  if (loops.length === 0 && !takesElement) return []
  const tests: Test[] = []
  for (let block = 0; block < flow.blockCount; block++) {
    if ((flow.position[block] ?? -1) < 0 || (flow.successorStarts[block + 1] ?? 0) - (flow.successorStarts[block] ?? 0) < 2) continue
    const at = (ssa.code.flow.blockStarts[block + 1] ?? 0) - 1
    const { elements, arguments: given } = elementsBehind(ssa, around, at, budget)
    for (const loop of loops) {
      if (budget.left-- <= 0) return tests
      if (!loop.has(block) || leaves(ssa, block, loop)) continue
      const by = elements.filter((value) => loop.has(ssa.code.flow.blockOf[value] ?? -1))
      if (by.length > 0) tests.push({ block, at, by, loop })
    }
    if (takesElement && given.length > 0) tests.push({ block, at, by: given, loop: null })
  }
  return tests
}

/** Does the branch at the end of a block lead out of the loop? */
function leaves({ flow }: Ssa, block: number, loop: Loop): boolean {
  for (let at = flow.successorStarts[block] ?? 0; at < (flow.successorStarts[block + 1] ?? 0); at++) if (!loop.has(flow.successors[at] ?? 0)) return true
  return false
}

/** `v = c switch { … }`: constants that meet where the ways of the tests come together. */
function phiChoices(ssa: Ssa, tests: readonly Test[], around: Surroundings, budget: Budget): Choice[] {
  const choices: Choice[] = []
  const { count } = ssa.code.code
  const uses = usesOfPhis(ssa)
  for (let value = count; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] !== valueKind.phi) continue
    const constants = constantsOfPhi(ssa, value)
    if (constants === null || constants.size < 2 || !isWritten(ssa, uses.get(value) ?? [], isTruth(constants), around)) continue
    const block = ssa.data[value] ?? 0
    const between = blocksBetween(ssa, block, budget)
    for (const test of tests) {
      if (budget.left-- <= 0) return choices
      if (!between.has(test.block) || test.loop?.head === block || test.loop?.has(block) === false) continue
      for (const by of test.by) choices.push({ by, to: value, at: test.at })
    }
  }
  return choices
}

/** Blocks on the ways from the block that all ways to this one pass. */
function blocksBetween({ flow }: Ssa, block: number, budget: Budget): ReadonlySet<number> {
  const top = flow.idom[block] ?? block
  const seen = new Set<number>([top])
  const work = [block]
  for (let at = work.pop(); at !== undefined && budget.left-- > 0; at = work.pop()) {
    for (let edge = flow.predecessorStarts[at] ?? 0; edge < (flow.predecessorStarts[at + 1] ?? 0); edge++) {
      const from = flow.predecessors[edge] ?? 0
      if (seen.has(from)) continue
      seen.add(from)
      work.push(from)
    }
  }
  return seen
}

/** `if (c == 'a') text.Append("1"); else text.Append("0")`: different constants for one member, each where a test sent it. */
function constantChoices(ssa: Ssa, tests: readonly Test[], { callees, index }: Surroundings, budget: Budget): Choice[] {
  const { code, flow: blocks } = ssa.code
  const groups = new Map<string, { readonly constants: Set<string>; readonly choices: Choice[] }>()
  for (let instruction = 0; instruction < code.count; instruction++) {
    const block = blocks.blockOf[instruction] ?? 0
    const opcode = code.opcodes[instruction] ?? 0
    const isStore = opcodeName(opcode)?.startsWith('stelem') === true
    const callee = opcode === op.call || opcode === op.callvirt ? callees(index, (code.operands[instruction] ?? 0) >>> 0) : null
    // what is only asked with a constant is not chosen by it
    if (!isStore && (callee === null || callee.returns === 'scalar')) continue
    const count = operandsOf(ssa, instruction)
    let mine: readonly Test[] | null = null
    for (let place = isStore ? 2 : 0; place < count; place++) {
      const value = operandAt(ssa, instruction, place)
      const constant = constantAt(ssa, value)
      if (constant === null || blocks.blockOf[value] !== block) continue
      if (mine === null) {
        budget.left -= tests.length
        if (budget.left <= 0) return []
        mine = tests.filter((test) => test.loop?.has(block) === true && test.block !== block)
      }
      for (const test of mine) {
        if (test.loop === null || budget.left-- <= 0 || !decides(ssa, test.block, block, test.loop, budget)) continue
        const key = `${test.loop.head} ${place} ${callee === null ? '' : `${callee.method} ${callee.owner}::${callee.name}`}`
        const group = groups.get(key) ?? { constants: new Set<string>(), choices: [] }
        groups.set(key, group)
        group.constants.add(constant)
        for (const by of test.by) group.choices.push({ by, to: value, at: test.at })
      }
    }
  }
  return [...groups.values()].flatMap(({ constants, choices }) => (constants.size < 2 ? [] : choices))
}

/** `if (table.TryGetValue(c, out text))`: only asks whether there is an entry for the element. */
function tableLookups(ssa: Ssa, tests: readonly Test[], { callees, index }: Surroundings): number[] {
  const { code } = ssa.code
  return tests.flatMap(({ at, loop }) => {
    const value = operandAt(ssa, at, 0)
    if (loop === null || value < 0 || value >= code.count || (code.opcodes[value] !== op.call && code.opcodes[value] !== op.callvirt)) return []
    const callee = callees(index, (code.operands[value] ?? 0) >>> 0)
    const asks = callee?.method === 0 && (callee.name === 'TryGetValue' || callee.name === 'ContainsKey')
    return asks && /^System\.(?:Char|S?Byte)$/.test(callee.holds) ? [at] : []
  })
}

/** Does it depend on the branch at the end of a block whether another one runs in this turn of the loop? */
function decides({ flow }: Ssa, test: number, block: number, loop: Loop, budget: Budget): boolean {
  if (!dominates(flow.idom, test, block)) return false
  const seen = new Set([test, block])
  const work = [test]
  for (let at = work.pop(); at !== undefined && budget.left-- > 0; at = work.pop()) {
    for (let edge = flow.successorStarts[at] ?? 0; edge < (flow.successorStarts[at + 1] ?? 0); edge++) {
      const to = flow.successors[edge] ?? 0
      if (to === loop.head) return true
      if (!loop.has(to) || seen.has(to)) continue
      seen.add(to)
      work.push(to)
    }
  }
  return false
}

/** `static string Code(char c)`: what it returns is chosen by what it is given. A yes or no is not. */
function returnedChoices(ssa: Ssa, tests: readonly Test[], { returns }: Surroundings): Choice[] {
  const mine = tests.filter((test) => test.loop === null)
  if (mine.length === 0 || returns === null || returns.kind !== 'primitive' || returns.name === 'System.Boolean') return []
  const constants = new Set<string>()
  const { code } = ssa.code
  for (let instruction = 0; instruction < code.count; instruction++) {
    if (code.opcodes[instruction] !== op.ret) continue
    const constant = constantAt(ssa, operandAt(ssa, instruction, 0))
    if (constant !== null) constants.add(constant)
  }
  return constants.size < 2 ? [] : mine.flatMap(({ by, at }) => by.map((value) => ({ by: value, to: -1, at })))
}

/** What a phi may be, where all of it is constant; phis of phis as well. */
function constantsOfPhi(ssa: Ssa, phi: number): ReadonlySet<string> | null {
  const constants = new Set<string>()
  const seen = new Set([phi])
  for (const value of seen) {
    if (ssa.kinds[value] !== valueKind.phi) {
      const constant = constantAt(ssa, value)
      if (constant === null) return null
      constants.add(constant)
      continue
    }
    const at = value - ssa.code.code.count
    for (let arg = ssa.phiStart[at] ?? 0; arg < (ssa.phiStart[at + 1] ?? 0); arg++) seen.add(ssa.phiArgs[arg] ?? 0)
    if (seen.size > limits.constantSteps) return null
  }
  return constants
}

/** A constant of one instruction, as text that tells it from others; null for any other value. */
function constantAt({ kinds, code: { code } }: Ssa, value: number): string | null {
  if (value < 0 || value >= code.count || kinds[value] !== valueKind.result) return null
  const opcode = code.opcodes[value] ?? 0
  const name = opcodeName(opcode) ?? ''
  if (opcode !== op.ldstr && !name.startsWith('ldc.')) return null
  return `${name} ${code.operands[value] ?? 0}`
}

/** 0 and 1 alone may be a yes and a no. */
function isTruth(constants: ReadonlySet<string>): boolean {
  return [...constants].every((constant) => constant.startsWith('ldc.i4.0 ') || constant.startsWith('ldc.i4.1 '))
}

/**
 * Is the value used for more than counting or asking? What is only added up says how many there were; a 0 or 1 may be a yes or no
 * that is stored, unless it is shifted into a number or given to a member that takes one.
 */
function isWritten(ssa: Ssa, uses: readonly Use[], isYesOrNo: boolean, { callees, index }: Surroundings): boolean {
  const { code } = ssa.code
  for (const { instruction, place } of uses) {
    const opcode = code.opcodes[instruction] ?? 0
    const name = opcodeName(opcode) ?? ''
    if (/^(add|sub)(\.|$)/.test(name)) {
      if (isScaled(ssa, operandAt(ssa, instruction, 1 - place))) return true
      continue
    }
    if (!isYesOrNo || /^(mul|shl|or)(\.|$)/.test(name) || /^stelem\.i[24]/.test(name)) return true
    if (opcode !== op.call && opcode !== op.callvirt) continue
    const callee = callees(index, (code.operands[instruction] ?? 0) >>> 0)
    if (callee !== null && /\b(Char|Byte|Int16|Int32|Int64|UInt16|UInt32)\b/.test(callee.signature.slice(callee.api.length))) return true
  }
  return false
}

interface Use {
  readonly instruction: number
  readonly place: number
}

/** Instructions that take a phi. */
function usesOfPhis(ssa: Ssa): ReadonlyMap<number, readonly Use[]> {
  const uses = new Map<number, Use[]>()
  const { count } = ssa.code.code
  for (let instruction = 0; instruction < count; instruction++) {
    for (let place = 0; place < operandsOf(ssa, instruction); place++) {
      const value = operandAt(ssa, instruction, place)
      if (value < count) continue
      const known = uses.get(value)
      if (known === undefined) uses.set(value, [{ instruction, place }])
      else known.push({ instruction, place })
    }
  }
  return uses
}

/** What was moved to make room for another digit. */
function isScaled({ code: { code } }: Ssa, value: number): boolean {
  return value >= 0 && value < code.count && /^(mul|shl)(\.|$)/.test(opcodeName(code.opcodes[value] ?? 0) ?? '')
}
