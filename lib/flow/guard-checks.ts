import type { Callee } from './callee.ts'
import type { Formula } from './formula.ts'
import { type Asking, beside, type Frame } from './guard-context.ts'
import { isTelling } from './label.ts'
import { testOf } from './trigger.ts'
import { outsideCallAt } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import type { Site } from './view.ts'

/** Members that make something of a text and throw where it does not say such a thing. */
const names = new Set([
  'Parse',
  'ParseExact',
  'FromBase64String',
  'ToInt16',
  'ToInt32',
  'ToInt64',
  'ToUInt32',
  'ToDateTime',
  'ToBoolean',
  'ToDouble',
  'ToInteger',
  'ToLong',
  'ToDate',
  'ToDecimal',
  'ToShort',
  'ToByte',
])
const conversions = 'Microsoft.VisualBasic.CompilerServices.Conversions'

/** Objects that are only made of a text that says such a thing. */
const makers = new Set(['System.Net.Mail.MailAddress::.ctor', 'System.Uri::.ctor', 'System.Guid::.ctor', 'System.Text.RegularExpressions.Regex::.ctor'])

/** That such a member takes what the mail says, or throws; null for other members, and for what is not the mail's. */
export function checkTest(asking: Asking, at: Site, { name, owner, api, hasThis }: Callee, frame: Frame | null, want: boolean): Formula | null {
  const isCheck = !hasThis && names.has(name) && (owner.startsWith('System.') || owner.startsWith('Microsoft.Exchange.') || owner === conversions)
  if (!isCheck && !makers.has(api)) return null
  const call = outsideCallAt(asking, { instance: at.instance, value: at.instruction, frame })
  const text = call?.operands[0]
  if (call === null || text === undefined) return null
  const spot = beside(call.spot, text)
  const subject = subjectOf(asking, spot)
  if (subject === null || subject.grade === null || !isTelling(subject.grade)) return null
  const comparing = { at, operator: 'matches' as const, left: spot, right: spot, ignoreCase: false, negated: !want }
  return testOf(asking, comparing, subject, 'matches', { values: [], valueFrom: 'computed', from: api, folded: false })
}
