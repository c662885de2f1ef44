import type { ClauseBlocks } from '../il/exception-flow.ts'
import { op } from '../il/opcode-lookup.ts'
import { looksAtMail } from './filters.ts'
import { and, asksNothing, type Formula, isNever, not, yes } from './formula.ts'
import { checkTest } from './guard-checks.ts'
import { type Asking, calleeAt, type Frame, once, ssaAt } from './guard-context.ts'
import { thrownAt, whenCaught } from './guard-throws.ts'
import { keyTaken } from './look-ups.ts'
import { leadsTo } from './loops.ts'
import type { Ssa } from './ssa.ts'
import { isCall } from './trigger-code.ts'
import { outsideCallAt } from './trigger-slice.ts'
import type { Instance, Site } from './view.ts'

/**
 * What lets control pass the instructions of a block before `upTo`: own methods called there did not throw, and what is only called to
 * see whether it throws did not. Nothing is asked of other code outside.
 */
export function whenPassed(asking: Asking, ssa: Ssa, instance: Instance, block: number, upTo: number, frame: Frame | null): Formula {
  const { flow, code } = ssa.code
  const first = flow.blockStarts[block] ?? 0
  let formula = yes
  for (let at = first; at < Math.min(upTo, flow.blockStarts[block + 1] ?? code.count); at++) {
    if (!isCall(code.opcodes[at] ?? 0)) continue
    const passed = passedAt(asking, ssa, { instance, instruction: at }, frame)
    if (passed !== yes) formula = and(formula, passed)
  }
  return formula
}

function passedAt(asking: Asking, ssa: Ssa, site: Site, frame: Frame | null): Formula {
  const { instance, instruction } = site
  const callee = calleeAt(asking, ssa, instruction)
  if (callee === null) return yes
  if (callee.method === 0 && callee.name === 'get_Item') {
    const call = outsideCallAt(asking, { instance, value: instruction, frame })
    return (call === null ? null : keyTaken(asking, call)) ?? yes
  }
  // there is one, or it throws
  if (findsOne.has(callee.api)) {
    const found = asking.filters({ instance, value: instruction, frame })
    return found.anyOf.every((tests) => tests.every(({ subject }) => looksAtMail.has(subject))) ? found : yes
  }
  // made of a text and thrown away: it is done to see whether it can be
  if (callee.method === 0) return ssa.code.code.opcodes[instruction + 1] === op.pop ? (checkTest(asking, site, callee, frame, true) ?? yes) : yes
  const throwers = asking.throwers()
  if (throwers.size === 0 || !asking.view.targetsOf(instance, instruction).some((target) => throwers.has(target))) return yes
  return once(asking, `passed ${frame?.id ?? 0}:${instance}:${instruction}`, yes, () => unless(thrownAt(asking, ssa, instance, instruction, frame).thrown))
}

const findsOne: ReadonlySet<string> = new Set(['First', 'Last', 'Single'].map((name) => `System.Linq.Enumerable::${name}`))

/** The opposite, where that is known: what was told weaker than it is would be told stronger. */
function unless(formula: Formula): Formula {
  if (formula.partial || isNever(formula) || asksNothing(formula)) return yes
  const other = not(formula)
  return isNever(other) ? yes : other
}

/** May control come to a block by a handler around another, instead of passing that? */
export function handlersBetween(ssa: Ssa, from: number, to: number): readonly ClauseBlocks[] {
  return ssa.code.flow.clauses.filter(({ clause, tryFirst, tryEnd, handlerFirst }) => {
    const isCatch = clause.kind === 'catch' || clause.kind === 'filter'
    return isCatch && tryFirst <= from && from < tryEnd && !(tryFirst <= to && to < tryEnd) && leadsTo(ssa, handlerFirst, to)
  })
}

/** What exceptions decide of an edge: it leaves a handler, which something led to, or code whose handler leads to the same place. */
export function byExceptions(asking: Asking, ssa: Ssa, instance: Instance, from: number, to: number, frame: Frame | null): Formula {
  let formula = yes
  const entered = ({ handlerFirst, filterFirst }: ClauseBlocks) => whenCaught(asking, ssa, instance, filterFirst >= 0 ? filterFirst : handlerFirst, frame)
  for (const one of handlersBetween(ssa, from, to)) formula = and(formula, unless(entered(one)))
  for (const one of ssa.code.flow.clauses) {
    const isLeft = one.handlerFirst <= from && from < one.handlerEnd && !(one.handlerFirst <= to && to < one.handlerEnd)
    if (isLeft && (one.clause.kind === 'catch' || one.clause.kind === 'filter')) formula = and(formula, entered(one))
  }
  return formula
}

const quiet = new Set([op.nop, op.br, op['br.s'], op.leave, op['leave.s'], op['stloc.0'], op['stloc.1'], op['stloc.2'], op['stloc.3'], op['stloc.s'], op.stloc])

/** Is a constant written where nothing behind it in its `try` can throw? Then no handler ever sees it. */
export function isBehindAll({ code: { code, flow } }: Ssa, constant: number): boolean {
  const end = flow.blockStarts[(flow.blockOf[constant] ?? 0) + 1] ?? code.count
  const isLeft = code.opcodes[end - 1] === op.leave || code.opcodes[end - 1] === op['leave.s']
  for (let at = constant + 1; at < end; at++) if (!quiet.has(code.opcodes[at] ?? 0)) return false
  return isLeft
}

const mostAbove = 4

/** Methods of the set that throw, or call such, a few calls away. */
export function findThrowers(asking: Asking): ReadonlySet<Instance> {
  const { view } = asking
  const throwing = new Map<number, boolean>()
  const found = new Set<Instance>()
  for (let instance = 0; instance < view.instanceCount; instance++) {
    const method = view.methodOf(instance)
    const known = throwing.get(method) ?? ssaAt(asking, instance)?.code.code.opcodes.includes(op.throw) ?? false
    throwing.set(method, known)
    if (known) found.add(instance)
  }
  let last = [...found]
  for (let up = 1; up < mostAbove; up++) {
    const next: Instance[] = []
    for (const one of last) {
      for (const { instance } of view.callersOf(one)) {
        if (found.has(instance)) continue
        found.add(instance)
        next.push(instance)
      }
    }
    last = next
  }
  return found
}
