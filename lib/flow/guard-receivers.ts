import { simpleName } from '../agents/find-agents.ts'
import { op } from '../il/opcode-lookup.ts'
import { resolveField } from '../model/program.ts'
import { and, anyOf, type Formula, no, unsure, yes } from './formula.ts'
import { type Asking, beside, calleeAt, type Frame, keyOf, once, overReturns, type Spot, seenWith, ssaAt, storesAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { isCall, isElementLoad, isLoad, isResult, opcodeOf, operandAt, passesOn, phiArguments } from './trigger-code.ts'
import { givenTo, identity, outsideCallAt, seeThrough, storedSpot } from './trigger-slice.ts'
import { guardOf } from './truth-stores.ts'
import type { Instance, Site, Stored } from './view.ts'

/** Places where an object may have been put that are looked at. */
const mostStores = 16

/**
 * That a call runs this instance: its receiver, or the delegate that is called, is one of several, and which of them it is depends on
 * what was put there and when. Asks nothing where there is only one.
 */
export function whenReceived(asking: Asking, call: Site, target: Instance, frame: Frame | null): Formula {
  const receiver = receiverOf(asking, call)
  if (receiver === null) return yes
  // an object that a collection gives was put there, and was let through
  const filters = asking.filters({ ...receiver, frame })
  return asking.view.isOneOfSeveral(receiver) ? and(whenHeld(asking, receiver, target), filters) : filters
}

/**
 * A call seen with the one receiver that makes it run this instance: what the same receiver is asked beside it (`rule.Matches(mail)`)
 * is then asked of that object alone. Null where nothing is asked of it.
 */
export function withReceiver(asking: Asking, call: Site, target: Instance): Frame | null {
  const receiver = receiverOf(asking, call)
  if (receiver === null) return null
  const keeper = keeperOf(asking, receiver)
  if (keeper !== null && asking.view.isOneOfSeveral(keeper)) {
    const [object, ...more] = holding(asking, receiver, target)
    return object === undefined || more.length > 0 ? null : seenWith(asking, call.instance, nameOf(asking, keeper), object)
  }
  const object = asking.view.receiverOf(target)
  if (object === 0 || !asking.view.isOneOfSeveral(receiver)) return null
  const name = nameOf(asking, receiver)
  if (outsideCallAt(asking, seeThrough(asking, receiver).spot) === null && !isAskedBeside(asking, call, name)) return null
  return seenWith(asking, call.instance, name, object)
}

/** Of the instances that a call may run, those of the one receiver that it is seen with. */
export function ofReceiver<T extends { readonly instance: Instance }>(asking: Asking, spot: Spot, instruction: number, found: readonly T[]): readonly T[] {
  const received = spot.frame?.received
  if (received === undefined || received === null || found.length < 2) return found
  const receiver = receiverOf(asking, { instance: spot.instance, instruction })
  if (receiver === null) return found
  const keeper = keeperOf(asking, receiver)
  const isKept = keeper !== null && nameOf(asking, keeper) === received.name
  if (!isKept && nameOf(asking, receiver) !== received.name) return found
  const own = found.filter(({ instance }) =>
    isKept ? holding(asking, receiver, instance).includes(received.object) : asking.view.receiverOf(instance) === received.object,
  )
  return own.length === 0 ? found : own
}

/** What a receiver is called: the same wherever it is the same object. A field is that which only constructors store in. */
function nameOf(asking: Asking, receiver: Spot): string {
  const ssa = ssaAt(asking, receiver.instance)
  const opcode = ssa !== null && isResult(ssa, receiver.value) ? opcodeOf(ssa, receiver.value) : -1
  if (ssa === null || (opcode !== op.ldfld && opcode !== op.ldsfld)) return identity(asking, receiver)
  const { program, methodOf } = asking.view
  const isMade = storesAt(asking, receiver).every((one) => constructors.has(simpleName(program, methodOf(one.instance))))
  if (!isMade) return identity(asking, receiver)
  const field = resolveField(program, ssa.code.index, (ssa.code.code.operands[receiver.value] ?? 0) >>> 0)
  return `field ${field} ${opcode === op.ldfld ? identity(asking, beside(receiver, operandAt(ssa, receiver.value, 0))) : ''}`
}

const constructors = new Set(['.ctor', '.cctor'])

/** The object whose field or property a delegate is taken from; null for other receivers. */
function keeperOf(asking: Asking, { instance, value }: Spot): Spot | null {
  const ssa = ssaAt(asking, instance)
  if (ssa === null || !isResult(ssa, value)) return null
  const opcode = opcodeOf(ssa, value)
  const callee = opcode === op.callvirt ? calleeAt(asking, ssa, value) : null
  const isProperty = callee !== null && callee.method !== 0 && callee.parameters === 0
  return opcode === op.ldfld || isProperty ? { instance, value: operandAt(ssa, value, 0), frame: null } : null
}

/** The objects that keep a delegate which runs this instance where a receiver takes it from. */
function holding(asking: Asking, receiver: Spot, target: Instance): readonly number[] {
  const ssa = ssaAt(asking, receiver.instance)
  if (ssa !== null && opcodeOf(ssa, receiver.value) === op.ldfld) return asking.view.holdersOf(receiver, target)
  const returns = asking.view.returnedBy(receiver.instance, receiver.value)
  return [...new Set(returns.filter((one) => asking.view.mayRun(one, target)).map((one) => asking.view.receiverOf(one.instance)))]
}

/** The object that a call is made on, where it is one of the set's methods or a delegate. */
function receiverOf(asking: Asking, { instance, instruction }: Site): Spot | null {
  const ssa = ssaAt(asking, instance)
  if (ssa === null || opcodeOf(ssa, instruction) !== op.callvirt) return null
  const callee = calleeAt(asking, ssa, instruction)
  const value = operandAt(ssa, instruction, 0)
  const isRun = callee?.hasThis && (callee.method !== 0 || callee.name === 'Invoke')
  // on `this` a method calls what it is called on itself
  return isRun && value >= 0 && !isThis(ssa, value) ? { instance, value, frame: null } : null
}

function isThis({ kinds, data, code }: Ssa, value: number): boolean {
  return kinds[value] === valueKind.argument && data[value] === 0 && code.assembly.names.methodSig(code.row)?.hasThis === true
}

/** Does the method ask something of the same receiver besides? */
function isAskedBeside(asking: Asking, call: Site, name: string): boolean {
  const all = asking.asked.get(call.instance) ?? askedIn(asking, call.instance)
  asking.asked.set(call.instance, all)
  const own = asking.view.returnedBy(call.instance, call.instruction).length > 1 ? 1 : 0
  return (all.get(name) ?? 0) > own
}

function askedIn(asking: Asking, instance: Instance): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const count = ssaAt(asking, instance)?.code.code.count ?? 0
  for (let instruction = 0; instruction < count; instruction++) {
    const receiver = receiverOf(asking, { instance, instruction })
    if (receiver === null || asking.view.returnedBy(instance, instruction).length < 2) continue
    const name = nameOf(asking, receiver)
    found.set(name, (found.get(name) ?? 0) + 1)
  }
  return found
}

/** When a value is the object, or a delegate over the method, that makes this instance run. */
function whenHeld(asking: Asking, spot: Spot, target: Instance): Formula {
  if (!asking.view.mayRun(spot, target)) return no
  return once(asking, `held ${keyOf(spot)} ${target}`, no, () => held(asking, spot, target))
}

function held(asking: Asking, spot: Spot, target: Instance): Formula {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return yes
  switch (ssa.kinds[spot.value]) {
    case valueKind.phi: {
      const block = ssa.data[spot.value] ?? 0
      const ways = phiArguments(ssa, spot.value).filter(({ value }) => value !== spot.value)
      return anyOf(
        ways.map((one) => {
          const there = whenHeld(asking, beside(spot, one.value), target)
          return there === no ? no : and(asking.sinceDominator(spot.instance, one.block, block, spot.frame), there)
        }),
      )
    }
    case valueKind.argument: {
      // `this` is the object where its own method runs
      if (isThis(ssa, spot.value) && asking.view.receiverOf(spot.instance) === asking.view.receiverOf(target)) return asking.whenInstance(spot.instance)
      const given = givenTo(asking, spot)
      return given.length === 0 ? yes : anyOf(given.map((one) => whenHeld(asking, one, target)))
    }
    case valueKind.field:
    case valueKind.written:
      return ofStores(asking, spot, target)
    default:
      return isResult(ssa, spot.value) ? ofResult(asking, ssa, spot, target) : yes
  }
}

function ofResult(asking: Asking, ssa: Ssa, spot: Spot, target: Instance): Formula {
  const opcode = opcodeOf(ssa, spot.value)
  const referred = ssa.referred[spot.value] ?? -1
  if (referred >= 0) return whenHeld(asking, beside(spot, referred), target)
  if (passesOn(opcode)) return whenHeld(asking, beside(spot, operandAt(ssa, spot.value, 0)), target)
  if (isLoad(opcode) || isElementLoad(opcode)) return ofStores(asking, spot, target)
  if (!isCall(opcode) || opcode === op.newobj) return yes
  if (outsideCallAt(asking, spot) !== null) return ofStores(asking, spot, target)
  const found = overReturns(asking, spot, (returned) => {
    const there = whenHeld(asking, returned.spot, target)
    return there === no ? no : and(returned.when(), there)
  })
  return found ?? yes
}

function ofStores(asking: Asking, spot: Spot, target: Instance): Formula {
  const stores = storesAt(asking, spot)
  if (stores.length === 0) return yes
  if (stores.length > mostStores) return unsure
  const ofStore = (one: Stored) => {
    const there = whenHeld(asking, storedSpot(spot, one), target)
    return there === no ? no : and(guardOf(asking, spot, one), there)
  }
  return anyOf(stores.map(ofStore))
}
