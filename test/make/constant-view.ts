import { buildSsa } from '../../lib/flow/build-ssa.ts'
import { makeCallees } from '../../lib/flow/callee.ts'
import { type Constants, makeConstants } from '../../lib/flow/constants.ts'
import { makeInterpreter } from '../../lib/flow/interpret.ts'
import { labelOf, type SourceKind } from '../../lib/flow/label.ts'
import { type Ssa, valueKind } from '../../lib/flow/ssa.ts'
import type { FlowView, Constants as Known, Stored, ValueAt } from '../../lib/flow/view.ts'
import { op } from '../../lib/il/opcode-lookup.ts'
import { lazy } from '../../lib/lazy.ts'
import { makeCodeCache, methodCode } from '../../lib/model/method-code.ts'
import { type Program, resolveField } from '../../lib/model/program.ts'

/** Members whose calls end a test: what they are given is asked for. Members of `Outside.Api` but this give data of one kind. */
const sink = 'Outside.Api::Take'

export interface AskedConstants {
  readonly constants: Constants
  readonly hit: ReadonlySet<string>
  /** What the first call of `Outside.Api::Take` in this method is given. */
  readonly given: (method: number) => { readonly known: Known; readonly text: string | null; readonly recovered: boolean }
  readonly view: FlowView
}

/** Constants of a library, seen as a solver would that keeps no contexts: each method is one instance of the same number. */
export function askConstants(program: Program, data: SourceKind | null = null): AskedConstants {
  const cache = makeCodeCache(program)
  const hit = new Set<string>()
  const callees = makeCallees(program)
  const ssas = lazy(() => {
    const made = new Map<number, Ssa>()
    for (let method = 1; method <= program.methodCount; method++) {
      const code = methodCode(cache, method)
      if (code !== null) made.set(method, buildSsa(program, method, code))
    }
    return made
  })
  const operands = (ssa: Ssa, at: number): number[] => [...ssa.operands.subarray(ssa.operandStart[at] ?? 0, ssa.operandStart[at + 1] ?? 0)]
  const opcode = (ssa: Ssa, at: number): number => (at < ssa.code.code.count ? (ssa.code.code.opcodes[at] ?? -1) : -1)
  const token = (ssa: Ssa, at: number): number => (ssa.code.code.operands[at] ?? 0) >>> 0
  const isCall = (ssa: Ssa, at: number): boolean => [op.call, op.callvirt, op.newobj].includes(opcode(ssa, at))
  const callee = (ssa: Ssa, at: number) => (isCall(ssa, at) ? callees(ssa.code.index, token(ssa, at)) : null)
  const ownCallee = (method: number, at: number): number => {
    const ssa = ssas().get(method)
    return ssa === undefined ? 0 : (callee(ssa, at)?.method ?? 0)
  }

  /** Values by what they are put into: fields, methods as arguments, methods as their result. One pass over the set. */
  const index = lazy(() => {
    const fields = new Map<number, Stored[]>()
    const calls = new Map<number, Stored[][]>()
    const results = new Map<number, Stored[]>()
    const put = (map: Map<number, Stored[]>, key: number, one: Stored): void => void (map.get(key)?.push(one) ?? map.set(key, [one]))
    for (const [instance, ssa] of ssas()) {
      for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
        const taken = operands(ssa, instruction).map((value): Stored => ({ instance, value, instruction }))
        const last = taken.at(-1)
        const code = opcode(ssa, instruction)
        if (last !== undefined && (code === op.stfld || code === op.stsfld)) put(fields, resolveField(program, ssa.code.index, token(ssa, instruction)), last)
        if (last !== undefined && code === op.ret) put(results, instance, last)
        const called = callee(ssa, instruction)
        if (called === null || called.method === 0) continue
        const places = calls.get(called.method) ?? []
        calls.set(called.method, places)
        for (const [place, one] of taken.entries()) {
          const argument = place + (code === op.newobj ? 1 : 0)
          places[argument] = [...(places[argument] ?? []), one]
        }
      }
    }
    return { fields, calls, results }
  })

  function storesOf({ instance, value }: ValueAt): readonly Stored[] {
    const ssa = ssas().get(instance)
    if (ssa === undefined || (opcode(ssa, value) !== op.ldfld && opcode(ssa, value) !== op.ldsfld)) return []
    const field = resolveField(program, ssa.code.index, token(ssa, value))
    return field === 0 ? [] : (index().fields.get(field) ?? [])
  }

  function givenTo({ instance, value }: ValueAt): readonly Stored[] {
    const ssa = ssas().get(instance)
    return ssa === undefined || ssa.kinds[value] !== valueKind.argument ? [] : (index().calls.get(instance)?.[ssa.data[value] ?? -1] ?? [])
  }

  const view: FlowView = {
    program,
    instanceCount: program.methodCount + 1,
    methodOf: (instance) => instance,
    ssaOf: (method) => ssas().get(method) ?? null,
    callersOf: () => [],
    entriesOf: () => [],
    targetsOf: (instance, at) => [ownCallee(instance, at)].filter((method) => method !== 0),
    outsideAt: (method, at) => {
      const ssa = ssas().get(method)
      const called = ssa === undefined ? null : callee(ssa, at)
      if (ssa === undefined || called === null || called.method !== 0) return null
      return { api: called.api, signature: called.signature, hasThis: called.hasThis && opcode(ssa, at) !== op.newobj, parameters: called.parameters }
    },
    labelsAt: ({ instance, value }) => {
      const ssa = ssas().get(instance)
      const api = ssa === undefined ? undefined : callee(ssa, value)?.api
      return data !== null && api?.startsWith('Outside.Api::') === true ? [labelOf(data, 'text')] : []
    },
    storesOf,
    givenTo,
    returnedBy: (instance, at) => index().results.get(ownCallee(instance, at)) ?? [],
    typesAt: () => ({ own: [], outside: [] }),
    isTable: () => false,
    receiverOf: () => 0,
    mayBe: () => false,
    isOneOfSeveral: () => false,
    holdersOf: () => [],
    mayRun: () => true,
    delegatesAt: ({ instance, value }) => {
      const ssa = ssas().get(instance)
      const pointer = ssa === undefined ? undefined : operands(ssa, value)[1]
      if (ssa === undefined || pointer === undefined || opcode(ssa, pointer) !== op.ldftn) return []
      const method = callees(ssa.code.index, token(ssa, pointer))?.method ?? 0
      return method === 0 ? [] : [method]
    },
  }
  const log = { hit }
  const constants = makeConstants(view, makeInterpreter(cache, log), cache, log)
  return {
    constants,
    hit,
    view,
    given: (method) => {
      const ssa = ssas().get(method)
      for (let at = 0; ssa !== undefined && at < ssa.code.code.count; at++) {
        if (callee(ssa, at)?.api !== sink) continue
        const where = { instance: method, value: operands(ssa, at).at(-1) ?? -1 }
        const shown = constants.text(where)
        return { known: constants.at(where), text: shown?.text ?? null, recovered: shown?.recovered ?? false }
      }
      throw new TypeError('the method calls no sink')
    },
  }
}
