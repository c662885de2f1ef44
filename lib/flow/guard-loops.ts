import { indexAt } from '../il/instruction.ts'
import { and, anyOf, asksNothing, asPartial, type Formula, isNever, no, not, type Test, unsure, yes } from './formula.ts'
import { asEach, forEachValue } from './formula-tests.ts'
import { type Asking, beside, calleeAt, type Frame, once, type Spot, ssaAt } from './guard-context.ts'
import { isLoopHead, type Turns, turnsAt } from './loops.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { blockAt, blockOf, branchTests, type Comparison, comparisons, decides, isCall, isResult, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { identity, seeThrough } from './trigger-slice.ts'
import { isOfMessage } from './truth-sequences.ts'
import type { Instance, Site } from './view.ts'

/**
 * What an edge asks that leaves a loop where it begins, its last turn done: that no turn left it elsewhere, by a `break` or `return`.
 * Nothing for other edges, and where a turn leaves it whatever the data is.
 */
export function whenStayed(asking: Asking, ssa: Ssa, instance: Instance, from: number, to: number, frame: Frame | null): Formula {
  const loop = turnsAt(ssa, from)
  return loop === null || loop.blocks.has(to) ? yes : stayedIn(asking, instance, from, loop, frame)
}

function stayedIn(asking: Asking, instance: Instance, head: number, loop: Turns, frame: Frame | null): Formula {
  if (!loop.isWhole) return unsure
  if (loop.exits.length === 0) return yes
  return once(asking, `stayed ${frame?.id ?? 0}:${instance}:${head}`, yes, () => {
    const left = leftAt(asking, instance, head, loop, frame)
    if (isNever(left) || asksNothing(left)) return yes
    const stayed = left.partial ? unsure : ofEachTurn(asking, instance, head, loop, frame, not(left))
    if (isNever(stayed)) return yes
    return isChosenAmong(asking, instance, loop) ? asPartial(stayed) : stayed
  })
}

/** What every turn asks of its own element is asked of each of them. */
function ofEachTurn(asking: Asking, instance: Instance, head: number, loop: Turns, frame: Frame | null, stayed: Formula): Formula {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return stayed
  const method = asking.view.methodOf(instance)
  const inner = [...loop.blocks].filter((other) => other !== head && isLoopHead(ssa, other))
  const isOwn = ({ at }: Test) => {
    const block = at.method === method ? (ssa.code.flow.blockOf[indexAt(ssa.code.code, at.ilOffset)] ?? -1) : -1
    return loop.blocks.has(block) && !inner.some((other) => turnsAt(ssa, other)?.blocks.has(block) === true)
  }
  const told = takesElements(asking, ssa, instance, loop, frame) ? asEach : (test: Test) => test
  return { ...stayed, anyOf: stayed.anyOf.map((tests) => tests.flatMap((test) => (isOwn(test) ? forEachValue(test).map(told) : [test]))) }
}

const steps: ReadonlySet<string> = new Set(['MoveNext', 'get_Count', 'Count'])

/** Does a loop go through all that the message has of something? */
function takesElements(asking: Asking, ssa: Ssa, instance: Instance, { blocks }: Turns, frame: Frame | null): boolean {
  const { code, flow } = ssa.code
  for (const block of blocks) {
    for (let at = flow.blockStarts[block] ?? 0; at < (flow.blockStarts[block + 1] ?? code.count); at++) {
      if (!isCall(code.opcodes[at] ?? 0) || !steps.has(calleeAt(asking, ssa, at)?.name ?? '')) continue
      const { spot } = seeThrough(asking, { instance, value: operandAt(ssa, at, 0), frame })
      // an enumerator is another one after each turn: what it began with tells
      const begun = ssa.kinds[spot.value] === valueKind.phi && spot.instance === instance ? phiArguments(ssa, spot.value) : []
      const first = begun.find((one) => !blocks.has(one.block))
      if (isOfMessage(asking, first === undefined ? spot : beside(spot, first.value))) return true
    }
  }
  return false
}

/**
 * What is asked behind a loop that its own test asks as well, of values that have not changed: that it is as in the turns means that
 * one left the loop elsewhere, that it is not that none did. Null for other questions, and where nothing leaves the loop elsewhere.
 */
export function endedTruth(asking: Asking, at: Site, by: Comparison, left: Spot, right: Spot, want: boolean): Formula | null {
  const ssa = ssaAt(asking, left.instance)
  if (ssa === null || at.instance !== left.instance || ssa.kinds[left.value] !== valueKind.phi) return null
  const head = ssa.data[left.value] ?? 0
  const loop = isLoopHead(ssa, head) ? turnsAt(ssa, head) : null
  if (loop === null || (loop.isWhole && loop.exits.length === 0) || loop.blocks.has(blockOf(ssa, at.instruction))) return null
  const isSame = (one: number, other: Spot) => one === other.value || identity(asking, beside(left, one)) === identity(asking, other)
  const test = testAt(ssa, head)
  // asked in the loop, but not only to end it: that it is so behind the loop is then more than one thing
  if (test === null) return asksIn(ssa, loop, left.value, (one) => isSame(one, right)) ? unsure : null
  if (test.by === 'equal' || test.left !== left.value || !isSame(test.right, right)) return null
  // numbers of which the first is as the turns ask, and those that ended it
  const [stays, ends] = test.by === 'less' ? [[0, 1] as const, [1, 1] as const] : [[1, 0] as const, [0, 0] as const]
  const [inTurn, atEnd] = [stays, ends].map(([one, other]) => decides(by, one, other) === want)
  if (inTurn === atEnd) return inTurn ? yes : no
  if (!loop.isWhole) return unsure
  return inTurn ? leftAt(asking, left.instance, head, loop, left.frame) : stayedIn(asking, left.instance, head, loop, left.frame)
}

/** Does a loop compare a value with another? */
function asksIn(ssa: Ssa, { blocks }: Turns, value: number, isOther: (value: number) => boolean): boolean {
  const { code, flow } = ssa.code
  for (const block of blocks) {
    for (let at = flow.blockStarts[block] ?? 0; at < (flow.blockStarts[block + 1] ?? code.count); at++) {
      const opcode = code.opcodes[at] ?? 0
      const compares = comparisons.has(opcode) || branchTests.get(opcode)?.kind === 'compare'
      if (compares && operandAt(ssa, at, 0) === value && isOther(operandAt(ssa, at, 1))) return true
    }
  }
  return false
}

/** The comparison a block ends with where it is true as long as control goes on by the loop it begins. */
function testAt(ssa: Ssa, head: number): { readonly by: Comparison; readonly left: number; readonly right: number } | null {
  const { flow, code } = ssa.code
  const branch = (flow.blockStarts[head + 1] ?? 0) - 1
  const test = branchTests.get(code.opcodes[branch] ?? 0)
  if (test === undefined) return null
  const asked = test.kind === 'compare' ? branch : comparedBy(ssa, operandAt(ssa, branch, 0))
  const by = test.kind === 'compare' ? test.by : comparisons.get(code.opcodes[asked] ?? 0)
  const loop = turnsAt(ssa, head)
  const isTaken = loop?.blocks.has(blockAt(ssa, code.operands[branch] ?? 0)) === true
  if (asked < 0 || by === undefined || isTaken !== test.want) return null
  return { by, left: operandAt(ssa, asked, 0), right: operandAt(ssa, asked, 1) }
}

/** The instruction whose yes or no a value is; -1 for others. */
function comparedBy(ssa: Ssa, value: number): number {
  return isResult(ssa, value) && comparisons.has(opcodeOf(ssa, value)) ? value : -1
}

/** Does a turn call one of several methods of the set? Which of them decide for these elements is not known. */
function isChosenAmong(asking: Asking, instance: Instance, { blocks }: Turns): boolean {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return false
  const { code, flow } = ssa.code
  for (const block of blocks) {
    for (let at = flow.blockStarts[block] ?? 0; at < (flow.blockStarts[block + 1] ?? code.count); at++) {
      if (isCall(code.opcodes[at] ?? 0) && asking.view.targetsOf(instance, at).length > 1) return true
    }
  }
  return false
}

/** When a turn leaves the loop elsewhere than where it begins. */
function leftAt(asking: Asking, instance: Instance, head: number, loop: Turns, frame: Frame | null): Formula {
  return anyOf(loop.exits.map(([last, out]) => and(asking.turnTo(instance, head, last, frame), asking.onEdge(instance, last, out, frame))))
}
