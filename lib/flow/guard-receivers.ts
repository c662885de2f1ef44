import { op } from '../il/opcode-lookup.ts'
import { and, anyOf, type Formula, no, unsure, yes } from './formula.ts'
import { type Asking, beside, calleeAt, enter, type Frame, keyOf, once, type Spot, seenWith, ssaAt, storesAt, weakened } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { blockOf, isCall, isElementLoad, isLoad, isResult, opcodeOf, operandAt, passesOn, phiArguments } from './trigger-code.ts'
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
  return isOneOfSeveral(asking, receiver) ? and(whenHeld(asking, receiver, target), filters) : filters
}

/**
 * A call seen with the one receiver that makes it run this instance: what the same receiver is asked beside it (`rule.Matches(mail)`)
 * is then asked of that object alone. Null where nothing is asked of it.
 */
export function withReceiver(asking: Asking, call: Site, target: Instance): Frame | null {
  const receiver = receiverOf(asking, call)
  if (receiver === null) return null
  const keeper = keeperOf(asking, receiver)
  if (keeper !== null && isOneOfSeveral(asking, keeper)) {
    const [object, ...more] = holding(asking, receiver, target)
    return object === undefined || more.length > 0 ? null : seenWith(asking, call.instance, identity(asking, keeper), object)
  }
  const object = asking.view.receiverOf(target)
  if (object === 0 || !isOneOfSeveral(asking, receiver)) return null
  const name = identity(asking, receiver)
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
  const isKept = keeper !== null && identity(asking, keeper) === received.name
  if (!isKept && identity(asking, receiver) !== received.name) return found
  const own = found.filter(({ instance }) =>
    isKept ? holding(asking, receiver, instance).includes(received.object) : asking.view.receiverOf(instance) === received.object,
  )
  return own.length === 0 ? found : own
}

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
  const isThis = ssa.kinds[value] === valueKind.argument && ssa.data[value] === 0 && asking.view.receiverOf(instance) !== 0
  return isRun && value >= 0 && !isThis ? { instance, value, frame: null } : null
}

function isOneOfSeveral(asking: Asking, receiver: Spot): boolean {
  return asking.view.objectsAt(receiver) > 1
}

/** Does the method ask something of the same receiver? */
function isAskedBeside(asking: Asking, { instance, instruction }: Site, name: string): boolean {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return false
  for (let other = 0; other < ssa.code.code.count; other++) {
    if (other === instruction || opcodeOf(ssa, other) !== op.callvirt) continue
    const receiver = receiverOf(asking, { instance, instruction: other })
    if (receiver !== null && asking.view.returnedBy(instance, other).length > 1 && identity(asking, receiver) === name) return true
  }
  return false
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
      if (ssa.data[spot.value] === 0 && asking.view.receiverOf(spot.instance) === asking.view.receiverOf(target)) return asking.whenInstance(spot.instance)
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
  const returns = asking.view.returnedBy(spot.instance, spot.value)
  if (returns.length === 0) return yes
  return anyOf(
    returns.map((one) => {
      const entered = enter(asking, { instance: spot.instance, instruction: spot.value }, one.instance, spot.frame)
      const callee = ssaAt(asking, one.instance)
      if (callee === null) return yes
      const there = whenHeld(asking, { instance: one.instance, value: one.value, frame: entered.frame }, target)
      if (there === no) return no
      return weakened(asking, and(asking.whenBlock(one.instance, blockOf(callee, one.instruction), entered.frame), there), entered)
    }),
  )
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
