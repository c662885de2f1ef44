import type { ClauseBlocks } from '../il/exception-flow.ts'
import { op } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import type { Callee } from './callee.ts'
import { and, anyOf, type Formula, formulaOf, isNever, no, or, yes } from './formula.ts'
import { checkTest } from './guard-checks.ts'
import { type Asking, calleeAt, codePlace, enter, type Frame, once, spend, ssaAt } from './guard-context.ts'
import { predicateOf } from './predicates.ts'
import type { Ssa } from './ssa.ts'
import { operandAt } from './trigger-code.ts'
import type { Instance } from './view.ts'

/** When code of the set throws, and when code is reached that may throw: outside the set, or where a handler within may catch it. */
export interface Throws {
  readonly thrown: Formula
  readonly possible: Formula
}

const never: Throws = { thrown: no, possible: no }
const perhaps: Throws = { thrown: no, possible: yes }

/**
 * When what an exception leads to is entered, once control is in its `try`: some `throw` there, or in an own method that is called
 * there, is reached; or code is that may throw, and does. A block that is no handler's, and a finally block, ask nothing more than
 * their `try`. What an exception's type is and which handler takes it is not looked at.
 */
export function whenCaught(asking: Asking, ssa: Ssa, instance: Instance, block: number, frame: Frame | null): Formula {
  const clause = ssa.code.flow.clauses.find((one) => entersAt(one, block))
  if (clause === undefined) return yes
  return once(asking, `caught ${frame?.id ?? 0}:${instance}:${block}`, no, () => {
    const { thrown, possible } = throwsIn(asking, ssa, instance, frame, clause.tryFirst, clause.tryEnd)
    const thrownBesides = exceptionAt(asking, ssa, instance, block)
    const caught = isNever(thrown) && isNever(possible) ? thrownBesides : or(thrown, and(possible, thrownBesides))
    return clause.clause.kind === 'filter' && clause.handlerFirst === block ? and(caught, whenFiltered(asking, ssa, instance, clause, frame)) : caught
  })
}

/** What a filter (`when`) asks besides: what it gives to `endfilter`. */
function whenFiltered(asking: Asking, ssa: Ssa, instance: Instance, { filterFirst, handlerFirst }: ClauseBlocks, frame: Frame | null): Formula {
  const { flow, code } = ssa.code
  const end = (flow.blockStarts[handlerFirst] ?? code.count) - 1
  if (filterFirst < 0 || filterFirst >= handlerFirst || code.opcodes[end] !== op.endfilter) return yes
  return asking.truth({ instance, value: operandAt(ssa, end, 0), frame }, true)
}

function entersAt({ clause, handlerFirst, filterFirst }: ClauseBlocks, block: number): boolean {
  return (clause.kind === 'catch' && handlerFirst === block) || (clause.kind === 'filter' && (filterFirst === block || handlerFirst === block))
}

/** That an exception comes to a handler: one test for each handler, whatever throws. */
function exceptionAt(asking: Asking, ssa: Ssa, instance: Instance, block: number): Formula {
  const at = codePlace(asking, instance, ssa.code.flow.blockStarts[block] ?? 0)
  const about = `exception ${instance}:${block}`
  return formulaOf({
    ...{ subject: 'unknown', name: 'exception', operator: 'exists', negated: false, ignoreCase: false, values: [], valueFrom: 'constant', from: null },
    ...{ at, about, offset: 0 },
  })
}

/** What throws between two blocks, and leaves the range. */
function throwsIn(asking: Asking, ssa: Ssa, instance: Instance, frame: Frame | null, first: number, end: number): Throws {
  const { flow, code } = ssa.code
  const inner = flow.clauses.filter((one) => isCatch(one) && one.tryFirst >= first && one.tryEnd <= end && (one.tryFirst !== first || one.tryEnd !== end))
  let { thrown, possible } = never
  spend(asking, ((flow.blockStarts[end] ?? code.count) - (flow.blockStarts[first] ?? 0)) >> 4)
  for (let at = flow.blockStarts[first] ?? 0; at < (flow.blockStarts[end] ?? code.count); at++) {
    const block = flow.blockOf[at] ?? 0
    if ((flow.position[block] ?? -1) < 0) continue
    const here = thrownAt(asking, ssa, instance, at, frame)
    if (isNever(here.thrown) && isNever(here.possible)) continue
    const isTaken = inner.some((one) => one.tryFirst <= block && block < one.tryEnd)
    const reached = asking.whenBlock(instance, block, frame)
    if (isTaken) possible = or(possible, and(reached, or(here.thrown, here.possible)))
    else {
      thrown = or(thrown, and(reached, here.thrown))
      possible = or(possible, and(reached, here.possible))
    }
    spend(asking, 1)
    if (asking.budget.left < 0 || asking.budget.total < 0) return perhaps
  }
  return { thrown, possible }
}

/** What one instruction throws, once it is reached. */
export function thrownAt(asking: Asking, ssa: Ssa, instance: Instance, at: number, frame: Frame | null): Throws {
  const opcode = ssa.code.code.opcodes[at] ?? 0
  if (opcode === op.throw || opcode === op.rethrow) return { thrown: yes, possible: no }
  if (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj) return never
  const callee = calleeAt(asking, ssa, at)
  if (callee === null) return perhaps
  if (callee.method === 0) {
    const fails = checkTest(asking, { instance, instruction: at }, callee, frame, false)
    return fails !== null ? { thrown: fails, possible: no } : isQuiet(callee, opcode) ? never : perhaps
  }
  const thrown = once(asking, `thrown ${frame?.id ?? 0}:${instance}:${at}`, no, () => thrownBy(asking, instance, at, frame, 'thrown'))
  const possible = once(asking, `may throw ${frame?.id ?? 0}:${instance}:${at}`, no, () => thrownBy(asking, instance, at, frame, 'possible'))
  return { thrown, possible }
}

/** What the own methods throw that are called here. */
function thrownBy(asking: Asking, instance: Instance, instruction: number, frame: Frame | null, part: keyof Throws): Formula {
  return anyOf(
    asking.view.targetsOf(instance, instruction).map((target) => {
      const ssa = ssaAt(asking, target)
      // deeper down anything may throw, which is said as such
      const inside = (frame?.depth ?? 0) >= limits.conditionInline ? null : enter(asking, { instance, instruction }, target, frame).frame
      return (ssa === null || inside === null ? perhaps : throwsIn(asking, ssa, target, inside, 0, ssa.flow.blockCount))[part]
    }),
  )
}

function isCatch({ clause }: ClauseBlocks): boolean {
  return clause.kind === 'catch' || clause.kind === 'filter'
}

/** Members that fail only where the code is wrong: comparisons, properties, operators, texts, and the making of what is thrown. */
function isQuiet({ name, api, signature, parameters, hasThis }: Callee, opcode: number): boolean {
  if (opcode === op.newobj || name === 'ToString' || name === 'Concat' || name.startsWith('op_')) return true
  if (name.startsWith('get_') || name.startsWith('add_')) return name !== 'get_Item' && name !== 'get_Result'
  return predicateOf(api, signature, parameters + (hasThis ? 1 : 0)) !== null
}
