import type { Finding, FlowEnd, Trigger } from '../profile/profile.ts'
import { type Paper, quoted, value } from './layout.ts'
import { findOwner, withoutParameters } from './owner.ts'

/** Where a finding's code stands: the method a person wrote, the token and IL offset that hold it, and the member it uses. */
export function placeText(finding: Finding, paper: Paper): string {
  const [evidence] = finding.evidence
  const { method, token, ilOffset } = evidence?.method != null ? evidence : (finding.path.at(-1) ?? evidence ?? nowhere)
  const place = [...(method === null ? [] : [methodText(method, paper)]), ...codePlace(token, ilOffset, paper)]
  const api = evidence?.api ?? null
  const uses = api === null ? '' : `${place.length > 0 ? ' → ' : ''}${value(paper, api)}`
  const others = finding.evidence.length > 1 ? ` (and ${finding.evidence.length - 1} more)` : ''
  return `${place.join(' ')}${uses}${others}` || 'no place in the code'
}

const nowhere = { method: null, token: null, ilOffset: null } as const

/** The token and, beside it, the IL offset as ildasm writes it: those of the two that are known. */
export function codePlace(token: string | null, ilOffset: number | null, paper: Paper): string[] {
  return [...(token === null ? [] : [value(paper, token)]), ...(ilOffset === null ? [] : [`IL_${ilOffset.toString(16).padStart(4, '0')}`])]
}

/** A method as a person wrote it; for one the compiler made, its owner, and that it is one. */
function methodText(method: string, paper: Paper): string {
  const owner = findOwner(method)
  if (owner === null) return value(paper, withoutParameters(method))
  return `${value(paper, owner)} (compiled into ${value(paper, withoutParameters(method.slice(method.lastIndexOf('/') + 1)))})`
}

/** What must hold before the finding's code runs. */
export function conditionText({ condition }: Finding, paper: Paper): string {
  const alternatives = condition.anyOf.map((all) => all.map((trigger) => triggerText(trigger, paper)).join(' and ') || 'nothing guards it')
  const shown = paper.verbose ? alternatives : alternatives.slice(0, 4)
  const known = shown.join('; or ') + (shown.length < alternatives.length ? `; or ${alternatives.length - shown.length} more` : '')
  switch (condition.state) {
    case 'not-analysed':
      return 'not analysed'
    case 'always':
      return 'always, nothing guards it'
    case 'known':
      return known || 'known, but not told'
    case 'partial':
      return known === '' ? 'guarded by something that was not understood' : `${known}; with guards that were not understood`
  }
}

function triggerText(trigger: Trigger, paper: Paper): string {
  const subject = trigger.name === null ? trigger.subject : `${trigger.subject} ${quoted(paper, trigger.name)}`
  const operator = `${trigger.negated ? 'not ' : ''}${trigger.operator.replaceAll('-', ' ')}`
  const shown = paper.verbose ? trigger.values : trigger.values.slice(0, 6)
  const rest = trigger.values.length - shown.length
  const values = shown.map((text) => quoted(paper, text)).join(' | ') + (rest > 0 ? ` | +${rest} more` : '')
  const from = trigger.valueFrom === 'constant' ? '' : ` [${trigger.valueFrom}${trigger.from === null ? '' : `: ${value(paper, trigger.from)}`}]`
  return [subject, operator, values].filter((part) => part !== '').join(' ') + from
}

/** Which mail data reaches the finding's code. */
export function flowText({ flows, level, condition }: Finding, paper: Paper): string {
  if (flows.length === 0) return condition.state === 'not-analysed' && level !== 'fed' ? 'not analysed' : 'none seen to reach it'
  const shown = paper.verbose ? flows : flows.slice(0, 3)
  const texts = shown.map(({ source, sink }) => `${endText(source, paper)} → ${endText(sink, paper)}`)
  return texts.join('; ') + (shown.length < flows.length ? `; +${flows.length - shown.length} more` : '')
}

function endText({ kind, grade, target }: FlowEnd, paper: Paper): string {
  return `${value(paper, kind)}${grade === null ? '' : ` (${grade})`}${target === null ? '' : ` ${quoted(paper, target)}`}`
}
