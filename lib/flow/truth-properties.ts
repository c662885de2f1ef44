import { calledSig } from '../model/method-code.ts'
import { plainType } from './callee.ts'
import { type Formula, no, yes } from './formula.ts'
import type { Asking } from './guard-context.ts'
import { isTelling } from './label.ts'
import { valueKind } from './ssa.ts'
import { constantOnly, plainTest, stateOf, testOf, unknownAt } from './trigger.ts'
import { type OutsideCall, operand, siteOf } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'

/** A property or function that says yes or no, a number, or an object. */
export function propertyTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const { callee, spot } = call
  const subject = subjectOf(asking, spot)
  const at = siteOf(call)
  if (callee.native) {
    const name = subject ?? { ...stateOf(asking, spot), subject: 'native-result' as const, name: callee.name }
    if (callee.returnsName === 'System.Boolean') return plainTest(asking, at, { ...name, name: callee.name }, 'returns', !want, ['true'])
    return plainTest(asking, at, { ...name, name: callee.name }, 'returns', want, ['0'])
  }
  if (callee.returnsName === 'System.Boolean') {
    if (subject === null) return unknownAt(asking, at, spot, !want)
    const name = propertyName(callee.name)
    if (name !== null) return plainTest(asking, at, { ...subject, name: subject.name ?? name }, 'equals', !want, ['true'])
    // what a member finds of a value that has no row of its own: told by its name
    const comparing = { at, operator: 'matches' as const, left: spot, right: spot, ignoreCase: false, negated: !want }
    return testOf(asking, comparing, subject, 'matches', { values: [], valueFrom: 'computed', from: callee.api, folded: false })
  }
  if (callee.returns === 'scalar' || givesNumber(call))
    return subject === null ? unknownAt(asking, at, spot, !want) : plainTest(asking, at, subject, 'equals', want, ['0'])
  // a setting or header that is there or not is told; other objects are handles
  if (subject?.subject === 'config' && subject.grade !== null && callee.returns !== 'void' && isTelling(subject.grade)) {
    return plainTest(asking, at, subject, 'exists', !want)
  }
  if (callee.api === 'System.Environment::GetEnvironmentVariable' && subject !== null) return plainTest(asking, at, subject, 'exists', !want)
  // there is none where there is no element
  if (!want && isElement(callee)) return no
  if (want || callee.returns === 'void') return yes
  if (subject === null) return unknownAt(asking, at, spot, true)
  return plainTest(asking, at, subject.grade === null ? { ...subject, name: subject.name ?? propertyName(callee.name) } : subject, 'exists', true)
}

function isElement({ name, owner }: OutsideCall['callee']): boolean {
  return name === 'get_Current' || (name === 'get_Item' && owner.startsWith('Microsoft.Exchange.Data.Transport.') && owner.endsWith('Collection'))
}

const yesOrNo = new Set(['System.Boolean::Parse', 'System.Convert::ToBoolean', 'System.Xml.XmlConvert::ToBoolean'])

/** A yes or no that a text says: `bool.Parse(text)`, and what `bool.TryParse` wrote. Null for other calls. */
export function parsedTruth(asking: Asking, call: OutsideCall, want: boolean): Formula | null {
  const isWritten = call.callee.api === 'System.Boolean::TryParse' && call.ssa.kinds[call.spot.value] === valueKind.written
  if (!isWritten && !yesOrNo.has(call.callee.api)) return null
  const text = operand(call, 0)
  const subject = subjectOf(asking, text)
  if (subject === null || subject.grade === null || !isTelling(subject.grade)) return null
  const comparing = { at: siteOf(call), operator: 'equals' as const, left: text, right: text, ignoreCase: true, negated: !want }
  return testOf(asking, comparing, subject, 'equals', { ...constantOnly, values: ['true'] })
}

/** Enumerations are numbers, though their type has a name. */
function givesNumber({ ssa, instruction }: OutsideCall): boolean {
  const sig = calledSig(ssa.code.assembly, (ssa.code.code.operands[instruction] ?? 0) >>> 0)
  const type = sig === null ? null : plainType(sig.returns)
  return type?.kind === 'named' && type.valueType
}

function propertyName(name: string): string | null {
  return name.startsWith('get_') ? name.slice(4) : null
}
