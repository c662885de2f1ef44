import { op } from '../il/opcode-lookup.ts'
import { and, anyOf, type Formula, no, yes } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { compilerTest } from './switches.ts'
import { plainTest, stateOf, testOf } from './trigger.ts'
import { isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { hashOf } from './trigger-hash.ts'
import { measured } from './trigger-numbers.ts'
import { seeThrough } from './trigger-slice.ts'
import { type Subject, subjectOf } from './trigger-subject.ts'
import { writeNumber } from './trigger-values.ts'
import { expand, isNumber } from './truth-leaves.ts'
import { beginsUnset } from './truth-stores.ts'
import type { Site } from './view.ts'

/**
 * When a `switch` on a number goes one of its ways: `accepts` says which numbers go there, those from `cases` on all do or none does,
 * as do those below 0.
 */
export function switchTruth(asking: Asking, at: Site, operand: Spot, accepts: (value: number) => boolean, cases: number): Formula {
  const { spot, base } = withoutBase(asking, operand)
  const goes = (value: number) => {
    const place = value - base
    return accepts(place >= 0 && place < cases ? place : cases)
  }
  const compilers = compilerTest(asking, at, spot, goes)
  if (compilers !== null) return compilers
  const leaves = expand(asking, spot, (leaf) => isNumber(asking, leaf))
  if (leaves === null) return numbersTruth(asking, at, spot, goes, base, cases)
  if (goes(0) && leaves.every((leaf) => isNumber(asking, leaf.spot)) && beginsUnset(asking, seeThrough(asking, spot).spot)) return yes
  return anyOf(
    leaves.map((leaf) => {
      const ssa = ssaAt(asking, leaf.spot.instance)
      const number = ssa === null ? null : numberOf(ssa, leaf.spot.value)
      if (number !== null) return goes(number) ? and(leaf.when, yes) : no
      return and(leaf.when, numbersTruth(asking, at, leaf.spot, goes, base, cases))
    }),
  )
}

/** Compilers take the smallest case away first. */
function withoutBase(asking: Asking, spot: Spot): { readonly spot: Spot; readonly base: number } {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return { spot, base: 0 }
  const opcode = opcodeOf(ssa, spot.value)
  const number = numberOf(ssa, operandAt(ssa, spot.value, 1))
  if (number === null || (opcode !== op.sub && opcode !== op.add)) return { spot, base: 0 }
  return { spot: beside(spot, operandAt(ssa, spot.value, 0)), base: opcode === op.sub ? number : -number }
}

function numbersTruth(asking: Asking, at: Site, spot: Spot, goes: (value: number) => boolean, base: number, cases: number): Formula {
  const isDefault = goes(base + cases)
  const numbers: number[] = []
  for (let place = 0; place < cases; place++) if (goes(base + place) !== isDefault) numbers.push(base + place)
  if (numbers.length === 0) return yes
  const subject = subjectFor(asking, spot)
  const hash = hashOf(asking, subject)
  if (hash === null) return plainTest(asking, at, subject, subject.subject === 'native-result' ? 'returns' : 'equals', isDefault, numbers.map(String))
  const comparing = { at, operator: 'hash-equals' as const, left: spot, right: spot, ignoreCase: false, negated: isDefault }
  const values = numbers.map((number) => writeNumber(number, 'hash', 8))
  return testOf(asking, comparing, subject, 'hash-equals', { values, valueFrom: 'computed', from: hash, folded: false })
}

function subjectFor(asking: Asking, spot: Spot): Subject {
  const subject = subjectOf(asking, spot) ?? stateOf(asking, spot)
  const how = measured(asking, spot)
  return how === null ? subject : { ...subject, subject: how.kind }
}
