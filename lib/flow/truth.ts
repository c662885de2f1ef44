import { op, opcodeName } from '../il/opcode-lookup.ts'
import { resolveField } from '../model/program.ts'
import { whenSome } from './chosen-counts.ts'
import { fieldName } from './field-names.ts'
import { and, anyOf, asksNothing, type Formula, isNever, isPresence, no, not, or, yes } from './formula.ts'
import { type Asking, beside, calleeAt, keyOf, once, type Spot, ssaAt } from './guard-context.ts'
import { endedTruth } from './guard-loops.ts'
import { byExceptions, isBehindAll } from './guard-passes.ts'
import { foundTruth, foundValue } from './look-ups.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { compilerTest } from './switches.ts'
import { operatorOf, plainTest, stateOf, unknownAt } from './trigger.ts'
import {
  argumentType,
  type Comparison,
  comparisons,
  decides,
  isElementLoad,
  isLoad,
  isResult,
  isZero,
  literalOf,
  numberOf,
  opcodeOf,
  operandAt,
  passesOn,
  phiArguments,
  readsMemory,
} from './trigger-code.ts'
import { compareNumbers, decided, measured, movedCount, movedTruth } from './trigger-numbers.ts'
import { pieceTruth } from './trigger-pieces.ts'
import { reckonedTest } from './trigger-reckoned.ts'
import { givenTo, outsideCallAt, seeThrough, storesOf } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { alikeTruth, differenceTruth } from './truth-alike.ts'
import { bitOf, filledTruth, numberTruth, outsideTruth, ownCallTruth, passingCount, presence } from './truth-calls.ts'
import { allCounted, countTruth } from './truth-counts.ts'
import { keptTruth } from './truth-keys.ts'
import { expand, isNumber, whenReturned } from './truth-leaves.ts'
import { areAlike, foundTogether, isLogical, isMaybe, isWaiting } from './truth-logic.ts'
import { addsUp, behindLoop, countedTruth, isBudget, isFirstTurn, isStep, iterates } from './truth-loops.ts'
import { maskTruth } from './truth-masks.ts'
import { hasValueTruth, heldTruth } from './truth-pieces.ts'
import { endsText } from './truth-pointers.ts'
import { parsedTruth } from './truth-properties.ts'
import { beginsUnset, isLatch, ofSeveral, storedTruth } from './truth-stores.ts'
import { totalTruth } from './truth-totals.ts'
import { overPieces } from './truth-tuples.ts'
import type { Site } from './view.ts'

/** When a value is true, not zero or not null; or the opposite. */
export function truthOf(asking: Asking, spot: Spot, want: boolean): Formula {
  return once(asking, `truth ${keyOf(spot)} ${want}`, no, () => answer(asking, spot, want))
}

function answer(asking: Asking, spot: Spot, want: boolean): Formula {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return yes
  const literal = literalOf(ssa, spot.value)
  if (literal !== null) return isZero(ssa, spot.value) === want ? no : yes
  switch (ssa.kinds[spot.value]) {
    case valueKind.result:
      return isResult(ssa, spot.value) ? resultTruth(asking, ssa, spot, want) : yes
    case valueKind.phi: {
      const block = ssa.data[spot.value] ?? 0
      const difference = differenceTruth(asking, { instance: spot.instance, instruction: ssa.code.flow.blockStarts[block] ?? 0 }, spot, !want)
      if (difference !== null) return difference
      const met = phiArguments(ssa, spot.value).map((one) => {
        if (one.block < 0 && literalOf(ssa, one.value) !== null && isBehindAll(ssa, one.value)) return no
        const edge = asking.sinceDominator(spot.instance, one.block, block, spot.frame)
        // a flag that says whether something threw
        const way = !isFlag(ssa, one.value) ? edge : and(edge, byExceptions(asking, ssa, spot.instance, one.block, block, spot.frame))
        return one.value === spot.value ? no : and(way, asking.truth(beside(spot, one.value), want))
      })
      return behindLoop(asking, { spot, at: null, met, want, opposite: () => asking.truth(spot, !want) })
    }
    case valueKind.argument: {
      const given = givenTo(asking, spot)
      // objects that are handed over are there
      if (given.length === 0) return namedTruth(asking, spot, want) ?? (want || !isObjectGiven(ssa, spot.value) ? yes : no)
      return anyOf(given.map((one) => and(whenReturned(asking, spot, one), asking.truth(one, want))))
    }
    case valueKind.written:
      return hasValueTruth(asking, spot, want) ?? writtenTruth(asking, ssa, spot, want)
    case valueKind.field:
      return storedTruth(asking, spot, want, false, asking.truth) ?? yes
    default:
      return yes
  }
}

/** Is it written in the code, also where an exception may have left what was written before? */
function isFlag(ssa: Ssa, value: number): boolean {
  if (literalOf(ssa, value) !== null) return true
  return ssa.kinds[value] === valueKind.phi && phiArguments(ssa, value).every((one) => literalOf(ssa, one.value) !== null)
}

/** Is an argument an object? */
function isObjectGiven(ssa: Ssa, value: number): boolean {
  const type = argumentType(ssa, value)
  return type?.kind === 'named' && !type.valueType
}

/** A yes or no that code outside gives as an argument; null when nothing is known of it. */
function namedTruth(asking: Asking, spot: Spot, want: boolean): Formula | null {
  const subject = subjectOf(asking, spot)
  // objects that are handed over are there
  if (subject === null || subject.grade !== 'measure') return null
  return plainTest(asking, { instance: spot.instance, instruction: 0 }, subject, 'equals', !want, ['true'])
}

/** What an `out` or `ref` argument holds afterwards. */
function writtenTruth(asking: Asking, ssa: Ssa, spot: Spot, want: boolean): Formula {
  const instruction = ssa.data[spot.value] ?? -1
  const call = outsideCallAt(asking, spot)
  const at: Site = { instance: spot.instance, instruction }
  const kept =
    compilerTest(asking, at, spot, (value) => (value !== 0) === want) ??
    (call === null ? null : (parsedTruth(asking, call, want) ?? keptTruth(asking, call, want) ?? foundTruth(asking, spot, want)))
  if (kept !== null) return kept
  const stored = storedTruth(asking, spot, want, false, asking.truth)
  if (stored !== null) return stored
  return opcodeOf(ssa, instruction) === op.initobj ? (want ? no : yes) : (namedTruth(asking, spot, want) ?? yes)
}

function resultTruth(asking: Asking, ssa: Ssa, spot: Spot, want: boolean): Formula {
  const instruction = spot.value
  const at: Site = { instance: spot.instance, instruction }
  const opcode = opcodeOf(ssa, instruction)
  const referred = ssa.referred[instruction] ?? -1
  if (referred >= 0) return asking.truth(beside(spot, referred), want)
  const operand = (place: number) => beside(spot, operandAt(ssa, instruction, place))
  const comparison = comparisons.get(opcode)
  // an unsigned number is above 0 where it is not 0
  if (opcode === op['cgt.un'] && isLiteralZero(asking, operand(1))) return comparedTruth(asking, at, 'equal', operand(0), operand(1), !want)
  if (comparison !== undefined) return comparedTruth(asking, at, comparison, operand(0), operand(1), want)
  if (readsMemory(ssa, instruction))
    return endsText(asking, ssa, instruction) ? yes : (pieceTruth(asking, at, spot, want) ?? unknownAt(asking, at, spot, !want))
  if (passesOn(opcode)) return asking.truth(operand(0), want)
  if (isLoad(opcode)) return loadTruth(asking, at, spot, isElementLoad(opcode), want)
  if (opcode === op.call || opcode === op.callvirt) {
    const callee = calleeAt(asking, ssa, instruction)
    if (callee === null) return unknownAt(asking, at, spot, !want)
    if (callee.method !== 0 || callee.name === 'Invoke') return ownCallTruth(asking, spot, instruction, want)
    const call = outsideCallAt(asking, spot)
    if (call === null) return unknownAt(asking, at, spot, !want)
    const compilers = compilerTest(asking, at, spot, (value) => (value !== 0) === want)
    if (compilers !== null) return compilers
    if (callee.owner === 'System.Nullable`1') {
      const held = (callee.name === 'get_HasValue' ? hasValueTruth : heldTruth)(asking, operand(0), want)
      if (held !== null) return held
    }
    const taken = overPieces(asking, spot, (piece) => asking.truth(piece, want))
    if (taken !== null) return taken
    const how = measured(asking, spot)
    if (how !== null) return how.isText ? (want ? yes : presence(asking, at, how.of, false)) : filledTruth(asking, at, how.of, want)
    const found = foundTruth(asking, spot, want)
    if (found !== null) return found
    if (isWaiting(callee.name)) return storedTruth(asking, spot, want, false, asking.truth) ?? outsideTruth(asking, call, want)
    return keptTruth(asking, call, want) ?? outsideTruth(asking, call, want)
  }
  if (opcode === op.ldlen) return filledTruth(asking, at, operand(0), want)
  return reckonedTruth(asking, ssa, at, spot, want)
}

function isLiteralZero(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && numberOf(ssa, value) === 0
}

/** `and`, `or`, `xor` of yes and no; of numbers: the number is not zero. */
function reckonedTruth(asking: Asking, ssa: Ssa, at: Site, spot: Spot, want: boolean): Formula {
  const left = beside(spot, operandAt(ssa, spot.value, 0))
  const right = beside(spot, operandAt(ssa, spot.value, 1))
  const name = opcodeName(opcodeOf(ssa, spot.value)) ?? ''
  const isLogic = (name === 'and' || name === 'or' || name === 'xor') && isLogical(asking, left) && isLogical(asking, right)
  if (isLogic && name !== 'xor') return ((name === 'and') === want ? and : or)(asking.truth(left, want), asking.truth(right, want))
  if (name === 'xor' && isLogical(asking, left) && bitOf(asking, right) !== null) return asking.truth(left, want !== bitOf(asking, right))
  if (isLogic) return areAlike(asking, left, right, !want)
  const total = totalTruth(asking, spot, (value) => (value !== 0) === want) ?? foundTogether(asking, spot, want)
  if (total !== null) return total
  const isNumber =
    name === 'and' || name === 'or' || name === 'xor' || name === 'rem' || name === 'rem.un' || name === 'sub' || name === 'add' || name === 'mul'
  if (!isNumber) return want ? yes : no
  const flags = name === 'and' ? maskTruth(asking, at, spot, 'equal', 0, !want) : null
  if (flags !== null) return flags
  // a counter was counted, wherever it began
  if (iterates(asking, spot)) return yes
  return reckonedTest(asking, at, spot, 'equal', '0', !want) ?? unknownAt(asking, at, spot, !want)
}

/** What is loaded from a field or array: as its stores left it; of values of the set's own that nothing stores, a state. */
function loadTruth(asking: Asking, at: Site, spot: Spot, isElement: boolean, want: boolean): Formula {
  if (!isElement && isCounter(asking, spot)) return plainTest(asking, at, stateOf(asking, spot), 'equals', want, ['0'])
  if (!isElement && isLatch(asking, spot)) return plainTest(asking, at, stateOf(asking, spot), 'equals', !want, ['true'])
  const stored = storedTruth(asking, spot, want, false, asking.truth)
  if (stored !== null) return stored
  if (isElement) return pieceTruth(asking, at, spot, want) ?? namedTruth(asking, spot, want) ?? yes
  const named = namedTruth(asking, spot, want)
  if (named !== null) return named
  return want && fieldName(asking, spot) !== null && asking.view.outsideAt(asking.view.methodOf(spot.instance), spot.value) === null
    ? plainTest(asking, at, stateOf(asking, spot), 'equals', false, ['true'])
    : yes
}

/** Is all that is ever stored there one more than it was, or one less? */
function isCounter(asking: Asking, spot: Spot): boolean {
  const stores = storesOf(asking, spot).filter((one) => !isNumber(asking, one))
  return stores.length > 0 && stores.every((one) => isStep(asking, one)) && fieldName(asking, spot) !== null
}

const turned: Readonly<Record<Comparison, Comparison>> = { equal: 'equal', less: 'greater', greater: 'less' }

/** When one number, yes or no, or reference compares so with another; or the opposite. */
export function comparedTruth(asking: Asking, at: Site, by: Comparison, left: Spot, right: Spot, want: boolean): Formula {
  const key = `compare ${at.instance}:${at.instruction} ${by} ${keyOf(left)} ${keyOf(right)} ${want}`
  return once(asking, key, no, () => compareValues(asking, at, by, left, right, want))
}

function compareValues(asking: Asking, at: Site, by: Comparison, one: Spot, other: Spot, want: boolean): Formula {
  const isTurned = isConstant(asking, one) && !isConstant(asking, other)
  const left = isTurned ? other : one
  const right = isTurned ? one : other
  const how = isTurned ? turned[by] : by
  const known = decided(asking, how, left, right, want)
  if (known !== null) return known
  const ended = endedTruth(asking, at, how, left, right, want)
  if (ended !== null) return ended
  if (isFirstTurn(asking, left, at, (entry) => comparedTruth(asking, at, how, entry, right, want))) return yes
  const ssa = ssaAt(asking, right.instance)
  const literal = ssa === null ? null : literalOf(ssa, right.value)
  if (literal?.kind === 'null') return how === 'less' ? yes : asking.truth(left, how === 'equal' ? !want : want)
  if (isBookkeeping(asking, left) || isBookkeeping(asking, right)) return yes
  if (how === 'equal' && literal === null && isLogical(asking, left) && isLogical(asking, right)) return areAlike(asking, left, right, want)
  const number = literal?.kind === 'number' ? literal.value : null
  const flags = number === null ? null : maskTruth(asking, at, left, how, number, want)
  if (flags !== null) return flags
  const compared = ssaAt(asking, left.instance)
  if (number === 0 && how === 'equal' && compared !== null && endsText(asking, compared, left.value)) return yes
  const alike = how !== 'equal' ? null : number === 0 ? differenceTruth(asking, at, left, want) : alikeTruth(asking, at, left, right, want)
  if (alike !== null) return alike
  if (number !== null) {
    const found = againstNumber(asking, at, how, left, right, number, want)
    if (found !== null) return found
  } else {
    const counted = allCounted(asking, how, left, right, want)
    if (counted !== null) return counted
    const isTurn = iterates(asking, left) ? !isTold(asking, right) : iterates(asking, right) && !isTold(asking, left)
    if (isTurn) return turnOver(asking, how, left, right, want)
    if (how !== 'equal' && (addsUp(asking, left) || addsUp(asking, right))) return yes
  }
  return againstEach(asking, at, how, left, right, want) ?? compareNumbers(asking, at, how, left, right, want)
}

/** How many values a limit may have to be told one by one. */
const mostLimits = 4

/** A limit that is one of several values, chosen by something: each with what chooses it. Null where there is one, or too many. */
function againstEach(asking: Asking, at: Site, by: Comparison, left: Spot, right: Spot, want: boolean): Formula | null {
  if (by === 'equal' || isConstant(asking, right)) return null
  const leaves = expand(asking, right, () => true)
  if (leaves === null || leaves.length > mostLimits || leaves.some(({ spot }) => keyOf(spot) === keyOf(right))) return null
  return anyOf(
    leaves.map((leaf) => {
      const ssa = ssaAt(asking, leaf.spot.instance)
      const limit = ssa === null ? null : literalOf(ssa, leaf.spot.value)
      // `Long.MaxValue` is no limit
      const isEndless = limit?.kind === 'long' && limit.value > BigInt(Number.MAX_SAFE_INTEGER)
      return and(leaf.when, isEndless ? ((by === 'less') === want ? yes : no) : comparedTruth(asking, at, by, left, leaf.spot, want))
    }),
  )
}

/** The state of a state machine, and the thread that made it. */
function isBookkeeping(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return false
  if (opcodeOf(ssa, spot.value) === op.ldfld) {
    return asking.stateFields().has(resolveField(asking.view.program, ssa.code.index, (ssa.code.code.operands[spot.value] ?? 0) >>> 0))
  }
  const name = outsideCallAt(asking, spot)?.callee.name
  return name === 'get_CurrentManagedThreadId' || name === 'get_ManagedThreadId'
}

function isConstant(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  return ssa !== null && literalOf(ssa, spot.value) !== null
}

function againstNumber(asking: Asking, at: Site, by: Comparison, left: Spot, right: Spot, number: number, want: boolean): Formula | null {
  const asked = (value: number) => decides(by, value, number) === want
  // hashes are compared as unsigned numbers, lengths and letters are never negative
  const compilers = compilerTest(asking, at, left, (value) => decides(by, value >>> 0, number >>> 0) === want)
  if (compilers !== null) return compilers
  const special =
    (by === 'equal' && number === 0 ? foundTogether(asking, left, !want) : null) ??
    overPieces(asking, left, (piece) => comparedTruth(asking, at, by, piece, right, want)) ??
    foundValue(asking, left, (value) => comparedTruth(asking, at, by, value, right, want), asked(0)) ??
    numberTruth(asking, left, by, number, want)
  if (special !== null) return special
  if (isLogical(asking, left) || isMaybe(asking, left)) {
    if (asked(0) === asked(1)) return asked(0) ? yes : no
    return asking.truth(left, asked(1))
  }
  const how = measured(asking, left)
  if (how?.isText === true && asked(0) !== asked(1) && asked(1) === asked(2)) return asked(1) ? yes : presence(asking, at, how.of, false)
  if (how?.kind === 'count' && asked(0) !== asked(1) && asked(1) === asked(2)) return filledTruth(asking, at, how.of, asked(1))
  const filter = how?.kind === 'count' ? asking.filters(how.of) : yes
  if (filter.partial || !asksNothing(filter)) return passingCount(filter, asked, number, () => not(filter))
  const moved = movedCount(asking, left)
  if (moved !== null) return movedTruth(asking, at, by, moved, number, want)
  const total = totalTruth(asking, left, asked) ?? countTruth(asking, left, asked, number)
  if (total !== null) return total
  const isCounted = (spot: Spot) => isStep(asking, spot) && movedCount(asking, spot) === null
  const leaves = expand(asking, left, (spot) => isCounted(spot) || isNumber(asking, spot))
  if (leaves === null) return null
  const { spot } = seeThrough(asking, left)
  if (asked(0) && leaves.every((leaf) => isNumber(asking, leaf.spot)) && beginsUnset(asking, spot)) return yes
  if (isBudget(asking, leaves)) return plainTest(asking, at, stateOf(asking, left), operatorOf[by], !want, [String(number)])
  const isTurning = iterates(asking, left)
  // a loop over what there is has no turn where there is nothing
  const tidied = (answer: Formula) => (isTurning && isPresence(answer) ? yes : answer)
  const answers = leaves.map((leaf) => (isCounted(leaf.spot) ? null : tidied(comparedTruth(asking, at, by, leaf.spot, right, want))))
  // what the mail says to begin with can be past the number, or so far from it that the loop ends before
  const isFixed = answers.every((one) => one === null || asksNothing(one) || isNever(one))
  const met = leaves.map((leaf, place) => {
    const counted = () => countedTruth(asking, { at, by, left: spot, count: leaf.spot, number, want, isFixed })
    return and(leaf.when, answers[place] ?? counted())
  })
  const found = behindLoop(asking, { spot, at, met, want, opposite: () => comparedTruth(asking, at, by, left, right, !want) })
  return ofSeveral(asking, spot, found, () => met)
}

/** That a loop over a collection has a turn: there is an element, which fulfils what the collection was filtered by. */
function turnOver(asking: Asking, by: Comparison, left: Spot, right: Spot, want: boolean): Formula {
  const isLeft = iterates(asking, left)
  const all = measured(asking, isLeft ? right : left)
  const isInTurn = decides(by, isLeft ? 0 : 1, isLeft ? 1 : 0) === want
  if (!isInTurn) return yes
  return all?.kind === 'count' ? asking.filters(all.of) : whenSome(asking, isLeft ? right : left)
}

/** Does a value say something, and not only how much of it there is? */
function isTold(asking: Asking, spot: Spot): boolean {
  const grade = subjectOf(asking, spot)?.grade ?? null
  return grade !== null && grade !== 'measure'
}
