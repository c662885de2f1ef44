import { op, opcodeName } from '../il/opcode-lookup.ts'
import { methodName } from '../model/assembly.ts'
import { homeOfMethod } from '../model/program.ts'
import { type Asking, beside, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { kindOfLabel } from './label.ts'
import { isCall, isResult, literalOf, opcodeOf, operandAt } from './trigger-code.ts'
import { outsideCallAt, rootOf, seeThrough, walkBack } from './trigger-slice.ts'

const adders = new Set(['Add', 'TryAdd', 'AddLast', 'Enqueue', 'Push'])

/** Members that make a text or bytes of what they are given, of the machine and of the time, and read nothing. */
const makers =
  /^System\.(?:String|Char|Convert|BitConverter|Math|Array|Byte|Int\d+|UInt\d+|DateTime|TimeSpan|Environment|Text\.|Security\.Cryptography\.|Object::|Linq\.)/

/**
 * `Namespace.Type::Name` of the own method that makes the elements of a collection, where its own code alone does so, from constants or
 * from what the machine is called and the time, and what they are could not be worked out. Null where anything is read, or nothing is
 * put in.
 */
export function ownMakerOf(asking: Asking, collection: Spot): string | null {
  if (asking.view.labelsAt(collection).some((label) => kindOfLabel(label) !== 'host' && kindOfLabel(label) !== 'time')) return null
  let { spot: made } = seeThrough(asking, collection)
  for (let step = 0; step < 4; step++) {
    const call = outsideCallAt(asking, made)
    const given = call?.callee.name === '.ctor' && call.callee.owner.startsWith('System.Collections.') ? call.operands[0] : undefined
    if (call === null || given === undefined || call.callee.parameters === 0 || literalOf(call.ssa, given) !== null) break
    made = seeThrough(asking, beside(call.spot, given)).spot
  }
  const items = itemsOf(asking, made)
  if (items.length === 0) return null
  const [maker] = items.map((item) => makerOf(asking, item)).filter((name) => name !== null)
  return items.every((item) => isMade(asking, item)) ? (maker ?? null) : null
}

/** What is put into a collection or array in the method that makes it. */
function itemsOf(asking: Asking, made: Spot): readonly Spot[] {
  const ssa = ssaAt(asking, made.instance)
  if (ssa === null || !isResult(ssa, made.value)) return []
  const isArray = opcodeOf(ssa, made.value) === op.newarr
  if (!isArray && outsideCallAt(asking, made)?.callee.owner.startsWith('System.Collections.') !== true) return []
  const found: Spot[] = []
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
    const opcode = opcodeOf(ssa, instruction)
    if (isArray) {
      const isStore = opcodeName(opcode)?.startsWith('stelem') ?? false
      if (isStore && keyOf(seeThrough(asking, beside(made, operandAt(ssa, instruction, 0))).spot) === keyOf(made))
        found.push(beside(made, operandAt(ssa, instruction, 2)))
      continue
    }
    if (!isCall(opcode)) continue
    const add = outsideCallAt(asking, beside(made, instruction))
    if (add === null || !adders.has(add.callee.name)) continue
    const receiver = rootOf(asking, add, 0)
    if (receiver !== null && keyOf(receiver.spot) === keyOf(made)) found.push(beside(made, add.operands[1] ?? -1))
  }
  return found.slice(0, mostItems)
}

const mostItems = 16

/** The own method a value comes from; null where it is a constant. */
function makerOf(asking: Asking, item: Spot): string | null {
  const { spot } = seeThrough(asking, item)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || literalOf(ssa, spot.value) !== null) return null
  const { assembly, row } = homeOfMethod(asking.view.program, asking.view.methodOf(spot.instance))
  const name = methodName(assembly, row)
  return name.slice(name.lastIndexOf(' ') + 1, name.indexOf('(', name.lastIndexOf('::')))
}

function isMade(asking: Asking, item: Spot): boolean {
  let isPure = true
  walkBack(asking, item, ({ callee }) => {
    if (callee.native || !makers.test(callee.api)) isPure = false
    return isPure
  })
  return isPure
}
