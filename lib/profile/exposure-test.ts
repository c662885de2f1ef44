import type { MessageRecord } from '../context/record.ts'
import type { Certainty } from './moments.ts'
import type { Finding, Trigger } from './profile.ts'

/** A condition put to lines of a message tracking log. */
export interface MessageTest {
  readonly test: (message: MessageRecord) => Certainty
  /** What the log does not show of it, in words; empty: the log shows all. */
  readonly hidden: readonly string[]
  /** It looks at who sent the mail. */
  readonly asksSender: boolean
}

/** When a finding happens, as a test on what the log shows of a message. What it does not show is answered `perhaps`. */
export function messageTest({ condition }: Pick<Finding, 'condition'>): MessageTest {
  const triggers = condition.anyOf.flat()
  const hidden = new Set(triggers.flatMap((trigger) => hiddenIn(trigger) ?? []))
  if (condition.state === 'partial') hidden.add('parts of the condition that could not be read from the code')
  if (condition.state === 'not-analysed') hidden.add('the condition, which was not read from the code')
  const open: Certainty = condition.state === 'known' || condition.state === 'always' ? 'yes' : 'perhaps'
  const test = (message: MessageRecord): Certainty => {
    if (condition.anyOf.length === 0) return open
    const answers = condition.anyOf.map((all) => every(all.map((trigger) => answer(trigger, message))))
    const any: Certainty = answers.includes('yes') ? 'yes' : answers.includes('perhaps') ? 'perhaps' : 'no'
    return open === 'yes' || any === 'no' ? any : 'perhaps'
  }
  return { test, hidden: [...hidden], asksSender: triggers.some(({ subject }) => subject === 'sender') }
}

function every(answers: readonly Certainty[]): Certainty {
  return answers.includes('no') ? 'no' : answers.includes('perhaps') ? 'perhaps' : 'yes'
}

/** What the log does not show of a comparison; null where it shows it. */
function hiddenIn({ subject, operator, valueFrom, values, name }: Trigger): string | null {
  if (name !== null && /^earlier(?: |$)/.test(name)) return 'which messages came before, and what they said'
  if (shown.has(subject) && name !== null && name !== 'each')
    return name === 'changed' || name === 'decoded' ? `what the code makes of the ${subject}` : `the ${name} of the ${subject}`
  if (!shown.has(subject)) return unseen.get(subject) ?? `the ${subject}${name === null ? '' : ` ${name}`}`
  if (operator === 'hash-equals' || valueFrom === 'computed') return `which ${subject} has the hash that the code compares with`
  if (valueFrom === 'external' || values.length === 0) return `which ${subject} is on the list that the code reads from outside`
  return operators.has(operator) ? null : `whether the ${subject} fits the pattern in the code`
}

const shown: ReadonlySet<Trigger['subject']> = new Set(['recipient', 'sender', 'subject'] as const)

const unseen: ReadonlyMap<Trigger['subject'], string> = new Map([
  ['body', 'the body'],
  ['attachment-name', 'names of attachments'],
  ['attachment-content', 'attachments'],
  ['session', 'the SMTP session'],
  ['native-result', 'what native code answers'],
  ['config', 'the agent’s configuration'],
  ['state', 'what the agent kept from earlier mail'],
  ['unknown', 'a comparison that could not be told'],
])

type Compare = (text: string, value: string) => boolean

const operators: ReadonlyMap<Trigger['operator'], Compare> = new Map<Trigger['operator'], Compare>([
  ['equals', (text, value) => text === value],
  ['in', (text, value) => text === value],
  ['contains', (text, value) => text.includes(value)],
  ['starts-with', (text, value) => text.startsWith(value)],
  ['ends-with', (text, value) => text.endsWith(value)],
])

function answer(trigger: Trigger, message: MessageRecord): Certainty {
  if (hiddenIn(trigger) !== null) return 'perhaps'
  const compare = operators.get(trigger.operator)
  const texts = textsOf(trigger, message)
  if (compare === undefined || texts.length === 0) return 'perhaps'
  // addresses have no letter case that matters, and the log does not keep theirs
  const folds = trigger.ignoreCase || trigger.subject !== 'subject'
  const fold = (text: string) => (folds ? text.toLowerCase() : text)
  const meets = (text: string, partsOf: (text: string, value: string) => readonly string[]) =>
    trigger.values.some((value) => partsOf(text, value).some((part) => compare(fold(part), fold(plain(trigger, value)))))
  const met = texts.filter((text) => meets(text, (address, value) => (whole.has(trigger.operator) ? partsFor(trigger, address, value) : [address]))).length
  // a beginning or end may be that of either part of an address
  if (met === 0 && texts.some((text) => meets(text, (address, value) => partsFor(trigger, address, value)))) return 'perhaps'
  // mail is split on the way: the agent may have seen some of the recipients alone
  if (trigger.name === 'each' && met > 0 && met < texts.length) return 'perhaps'
  if (!trigger.negated) return met > 0 ? 'yes' : 'no'
  // "some recipient is not …" and "no recipient is …" can read alike in code
  return met === 0 ? 'yes' : trigger.name !== 'each' && trigger.subject === 'recipient' && texts.length > 1 ? 'perhaps' : 'no'
}

/** Comparisons with all of a text. */
const whole: ReadonlySet<Trigger['operator']> = new Set(['equals', 'in'] as const)

/** A value without `@` was compared with one part of an address; a domain hardly ever reads like a local part. */
function partsFor({ subject }: Trigger, text: string, value: string): readonly string[] {
  const at = text.lastIndexOf('@')
  return subject === 'subject' || value.includes('@') || at < 0 ? [text] : [text, text.slice(0, at), text.slice(at + 1)]
}

/** `<a@b>` in an envelope is `a@b` in the log. */
function plain({ subject }: Trigger, value: string): string {
  return subject === 'subject' ? value : value.replace(/^<(.*)>$/, '$1')
}

function textsOf({ subject }: Trigger, { recipients, sender, returnPath, subject: title }: MessageRecord): string[] {
  if (subject === 'recipient') return [...recipients]
  if (subject === 'subject') return title === null ? [] : [title]
  return [sender, returnPath].flatMap((text) => (text === null ? [] : [text.replace(/^<(.*)>$/, '$1')]))
}
