import { buildSsa } from '../../lib/flow/build-ssa.ts'
import { makeCallees } from '../../lib/flow/callee.ts'
import { type Guards, makeGuards } from '../../lib/flow/guards.ts'
import { labelOf, type SourceKind } from '../../lib/flow/label.ts'
import { literalOf } from '../../lib/flow/trigger-code.ts'
import type { Atom, Condition, Constant, FlowView, Stored, ValueAt } from '../../lib/flow/view.ts'
import type { Line } from './assemble-il.ts'
import { type MethodParts, makeMethod } from './flow-method.ts'

/** What the solver would say of one method: data in the values of labelled instructions, and where loads come from. */
export interface ViewParts extends MethodParts {
  /** By the label of the instruction that gives the value. */
  readonly data?: Readonly<Record<string, SourceKind>>
  /** By the label of a load: labels of the instructions that store what it loads. */
  readonly stores?: Readonly<Record<string, readonly string[]>>
}

/** Guards of a method that nothing of the set calls. */
export function guardsOf(lines: readonly Line[], parts: ViewParts = {}): { readonly guards: Guards; readonly when: (label: string) => string } {
  const made = makeMethod(lines, parts)
  const ssa = buildSsa(made.program, made.method, made.code)
  const callees = makeCallees(made.program)
  const labels = new Set(lines.flatMap((line) => (typeof line === 'object' && 'label' in line ? [line.label] : [])))
  const data = new Map(Object.entries(parts.data ?? {}).flatMap(([name, kind]) => (labels.has(name) ? [[made.at(name), kind] as const] : [])))
  const stores = new Map(Object.entries(parts.stores ?? {}).map(([name, by]) => [made.at(name), by.map((one) => made.at(one))]))
  const stored = (instruction: number): Stored => {
    const end = ssa.operandStart[instruction + 1] ?? 0
    return { instance: 0, value: ssa.operands[end - 1] ?? -1, instruction }
  }
  const view: FlowView = {
    program: made.program,
    instanceCount: 1,
    methodOf: () => made.method,
    ssaOf: (method) => (method === made.method ? ssa : null),
    callersOf: () => [],
    entriesOf: () => [],
    targetsOf: () => [],
    outsideAt: (_, instruction) => {
      const callee = callees(made.code.index, (made.code.code.operands[instruction] ?? 0) >>> 0)
      return callee === null ? null : { api: callee.api, signature: callee.signature, hasThis: callee.hasThis, parameters: callee.parameters }
    },
    labelsAt: ({ value }) => {
      const kind = data.get(value)
      return kind === undefined ? [] : [labelOf(kind, 'text')]
    },
    storesOf: ({ value }) => (stores.get(value) ?? []).map(stored),
    givenTo: () => [],
    returnedBy: () => [],
    typesAt: () => ({ own: [], outside: [] }),
    receiverOf: () => 0,
    mayBe: () => false,
    isOneOfSeveral: () => false,
    holdersOf: () => [],
    mayRun: () => true,
    delegatesAt: () => [],
    isTable: () => false,
  }
  const constant = ({ value }: ValueAt): Constant | null => {
    const literal = literalOf(ssa, value)
    if (literal?.kind === 'number') return { kind: 'int', value: literal.value }
    return literal?.kind === 'text' ? { kind: 'text', pieces: [literal.value], from: { kind: 'constant' } } : null
  }
  const constants = {
    at: (where: ValueAt) => {
      const found = constant(where)
      return { values: found === null ? [] : [found], complete: found !== null }
    },
    text: () => null,
  }
  const guards = makeGuards(view, constants, { hit: new Set() })
  return { guards, when: (label) => conditionLine(guards.conditionOf({ instance: 0, instruction: made.at(label) })) }
}

/** `subject & !sender | size>5`: a line for people. */
export function conditionLine({ state, anyOf }: Condition): string {
  if (anyOf.length === 0) return state
  const lines = anyOf.map((all) => all.map(atomWords).sort().join(' & ')).sort()
  return `${state === 'known' ? '' : `${state}: `}${lines.join(' | ')}`
}

const signs: ReadonlyMap<Atom['operator'], string> = new Map([
  ['equals', '='],
  ['in', '='],
  ['less', '<'],
  ['greater', '>'],
])

function atomWords({ subject, operator, negated, values }: Atom): string {
  const sign = signs.get(operator) ?? ` ${operator} `
  return `${negated ? '!' : ''}${subject}${values.length === 0 ? '' : `${sign}${values.join('/')}`}`
}
