import { op, opcodeName } from '../il/opcode-lookup.ts'
import { resolveField } from '../model/program.ts'
import { type Evaluator, opcodeAt, type Spot, spotOf, tokenAt, type Use, usesOf } from './constants-evaluator.ts'
import { changesContent } from './interpret-statics.ts'
import { valueKind } from './ssa.ts'
import type { Instance, Site, ValueAt } from './view.ts'

/** Outside members that change an array they are given. */
const filling =
  /::(?:Read|ReadAsync|ReadBlock|Receive|Reverse|Sort|Fill|Clear|Copy|CopyTo|BlockCopy|NextBytes|GetNonZeroBytes|GetChars|GetObject)$|RandomNumberGenerator::GetBytes$|RNGCryptoServiceProvider::GetBytes$/

/** Members that put something into a collection, by its key where it has keys. */
export const adding = /::(?:Add|TryAdd|Enqueue|Push|set_Item|AddLast)$/
/** Members that only look at a collection. */
export const asking =
  /::(?:Contains\w*|TryGetValue|get_\w+|GetEnumerator|ToArray|ToList|Any|All|Count|First\w*|IndexOf|Exists|Find\w*|Peek|Select|Where|Join|Concat|CopyTo)$/
const emptying = /::(?:Remove\w*|Clear|Insert\w*|AddRange|Dequeue|Pop|Sort|Reverse)$/

/** Does a member change the collection it is called on, or an array it is given? */
export function isMutating(api: string): boolean {
  return adding.test(api) || emptying.test(api) || filling.test(api)
}

/** Is what one of these values holds changed where they are at hand? New arrays and collections tell for themselves. */
export function isChanged(ev: Evaluator, visited: readonly ValueAt[], except: Site | undefined): boolean {
  return visited.some((at) => {
    const spot = spotOf(ev, at)
    if (spot === null || opcodeAt(spot) === op.newarr || opcodeAt(spot) === op.newobj) return false
    return usesOf(ev, spot).some((use) => (use.instruction === except?.instruction && use.instance === except.instance ? false : changes(ev, spot, use)))
  })
}

function changes(ev: Evaluator, spot: Spot, use: Use): boolean {
  if (!ev.spend(1)) return true
  const opcode = spot.ssa.code.code.opcodes[use.instruction] ?? 0
  if (opcode === op.ldelema) return true
  if ((opcodeName(opcode)?.startsWith('stelem') ?? false) && use.place === 0) return true
  if (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj) return false
  const api = ev.view.outsideAt(spot.ssa.method, use.instruction)?.api
  if (api !== undefined && use.place === 0 && opcode !== op.newobj && (adding.test(api) || emptying.test(api))) return true
  return changesByCall(ev, { ...spot, value: use.instruction }, use, 0)
}

/** May a call change the array it is given at this place? Methods of the set are looked into, a few deep. */
export function changesByCall(ev: Evaluator, call: Spot, use: Use, depth: number): boolean {
  const outside = ev.view.outsideAt(call.ssa.method, call.value)
  if (outside !== null) return filling.test(outside.api) && !(use.place === 0 && /::(?:Copy|BlockCopy)$/.test(outside.api))
  if (depth > 3) return true
  const isNew = call.ssa.code.code.opcodes[call.value] === op.newobj
  return ev.view.targetsOf(call.instance, call.value).some((target) => changesArgument(ev, target, use.place + (isNew ? 1 : 0), depth + 1))
}

function changesArgument(ev: Evaluator, instance: Instance, argument: number, depth: number): boolean {
  const ssa = ev.view.ssaOf(ev.view.methodOf(instance))
  if (ssa === null) return true
  for (let value = ssa.code.code.count; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] !== valueKind.argument || ssa.data[value] !== argument) continue
    for (const use of usesOf(ev, { instance, value, ssa })) {
      const opcode = ssa.code.code.opcodes[use.instruction] ?? 0
      const name = opcodeName(opcode) ?? ''
      if (!ev.spend(1) || (name.startsWith('stelem') && use.place === 0) || opcode === op.ldelema) return true
      const isCall = opcode === op.call || opcode === op.callvirt || opcode === op.newobj
      if (isCall && changesByCall(ev, { instance, value: use.instruction, ssa }, use, depth)) return true
    }
  }
  return false
}

/** Is what a static field holds changed by other methods that load it? */
export function isChangedElsewhere(ev: Evaluator, store: Spot): boolean {
  const field = resolveField(ev.view.program, store.ssa.code.index, tokenAt(store))
  const loads = ev.interpreter.statics().loads.get(field) ?? []
  return [...loads].some((method) => method !== store.ssa.method && changesContent(ev.cache, method, field))
}
