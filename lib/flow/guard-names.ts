import { simpleName } from '../agents/find-agents.ts'
import { ownerOf, typeNameOf } from '../model/program.ts'
import { asPartial, type Formula, yes } from './formula.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { keyTest } from './guard-keys.ts'
import { isCall, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, operand, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { comparedWith } from './trigger-values.ts'
import type { Instance, Site } from './view.ts'

/** What is looked up by its name, a method or a type, runs where that is its name. Asks nothing for any other call. */
export function nameGuard(asking: Asking, site: Site, target: Instance): Formula {
  const { instance, instruction } = site
  const ssa = ssaAt(asking, instance)
  const receiver = ssa === null ? -1 : operandAt(ssa, instruction, 0)
  if (ssa === null || receiver < 0 || !isCall(opcodeOf(ssa, instruction))) return yes
  const found = seeThrough(asking, { instance, value: receiver, frame: null }).spot
  const name = nameAsked(asking, outsideCallAt(asking, { instance, value: instruction, frame: null }), found)
  return name === null ? yes : ofName(asking, site, target, name)
}

/** A name that says what is called: of a member, or of the type whose object it is called on. */
interface NameAsked {
  readonly text: Spot
  readonly isType: boolean
}

/** Members that are given the name of what they call, or of what they give; by operand, the receiver first. */
const namesMember: ReadonlyMap<string, number> = new Map([
  ['System.Type::GetMethod', 1],
  ['System.Type::InvokeMember', 1],
  ['System.Delegate::CreateDelegate', 2],
  ['Microsoft.VisualBasic.CompilerServices.NewLateBinding::LateCall', 2],
  ['Microsoft.VisualBasic.CompilerServices.NewLateBinding::LateGet', 2],
])
const namesType: ReadonlyMap<string, number> = new Map([
  ['System.Type::GetType', 0],
  ['System.Reflection.Assembly::GetType', 1],
  ['System.Reflection.Assembly::CreateInstance', 1],
])

function nameAsked(asking: Asking, call: OutsideCall | null, receiver: Spot): NameAsked | null {
  const made = outsideCallAt(asking, receiver)
  for (const one of [call, made]) {
    const place = one === null ? undefined : namesMember.get(one.callee.api)
    if (one !== null && place !== undefined && one.operands.length > place) return { text: operand(one, place), isType: false }
  }
  if (made === null) return null
  const type =
    made.callee.api === 'System.Activator::CreateInstance' && made.operands.length > 0 ? outsideCallAt(asking, seeThrough(asking, operand(made, 0)).spot) : made
  const place = type === null ? undefined : namesType.get(type.callee.api)
  return type === null || place === undefined || type.operands.length <= place ? null : { text: operand(type, place), isType: true }
}

/** That the name is the target's, where the code does not say which it is; in part where it is put together of more. */
function ofName(asking: Asking, at: Site, target: Instance, { text, isType }: NameAsked): Formula {
  const { program, methodOf } = asking.view
  if (comparedWith(asking, text).values.length > 0) return yes
  const method = methodOf(target)
  const name = isType ? typeNameOf(program, ownerOf(program, method)).replaceAll('/', '+') : simpleName(program, method)
  const asked = keyTest(asking, at, text, [name])
  return outsideCallAt(asking, seeThrough(asking, text).spot)?.callee.owner === 'System.String' ? asPartial(asked) : asked
}
