import { enumMembers } from '../agents/exchange-enums.ts'
import type { Finding, Trigger } from './profile.ts'

/** How a value from the file is written into a sentence: in quotation marks, and escaped where people read it. */
export type Quote = (text: string) => string

/** What a condition looks at. `name` is that of the header, setting or function. */
const subjectWords: { readonly [S in Trigger['subject']]: (name: string | null, quote: Quote) => string } = {
  recipient: (name) => `${letterOf(name)}a recipient`,
  sender: (name) => `${letterOf(name)}the sender`,
  subject: (name) => `${letterOf(name)}the subject`,
  header: (name, quote) => (name === null ? 'a header' : `${letterOf(name)}the header ${quote(name.replace(letterName, ''))}`),
  body: (name, quote) =>
    name === null || isPlace(name)
      ? `${letterOf(name)}the body`
      : enumMembers.has(name) || parts.has(name)
        ? `the ${name} of the message`
        : `${quote(name)} of the message`,
  'attachment-name': (name) => `${letterOf(name)}the name of an attachment`,
  'attachment-content': (name, quote) => (name === null || isPlace(name) ? `${letterOf(name)}the content of an attachment` : `${quote(name)} of an attachment`),
  size: (name) => sizeWords.get(name ?? '') ?? 'the size',
  count: (name, quote) => (name === null ? 'the number of them' : `the number of ${countable.has(name) ? name : quote(name)}`),
  direction: () => 'the direction of the mail',
  session: (name, quote) => (name === null ? 'the SMTP session' : `${quote(name)} of the SMTP session`),
  time: timeWordsOf,
  host: (name, quote) => (name === null || name === 'MachineName' ? 'the machine' : `${quote(name)} of the machine`),
  config: (name, quote) =>
    name === null ? 'a setting' : directory.test(name) ? `${quote(name.replace(directory, ''))} in the directory` : `the setting ${quote(name)}`,
  'native-result': (name, quote) => (name === null ? 'what native code answers' : `what the native ${quote(name)} answers`),
  state: (name, quote) => (name === null ? 'what it kept from before' : `what it kept as ${quote(name)}`),
  unknown: (name) => (name === 'network answer' ? 'the answer from the network' : 'something that was not understood'),
}

/** Parts a message may have. */
const parts = new Set(['TnefPart', 'CalendarPart'])

/** What has a size. */
const sizeWords: ReadonlyMap<string, string> = new Map([
  ['subject', 'the size of the subject'],
  ['body', 'the size of the body'],
  ['sender', 'the size of the sender address'],
  ['recipient', 'the size of a recipient address'],
  ['header', 'the size of a header'],
  ['attachment-name', 'the size of the name of an attachment'],
  ['attachment-content', 'the size of an attachment'],
  ['MimeStreamLength', 'the size of the message'],
])

/** What is asked of the time. */
const timeWords: ReadonlyMap<string, string> = new Map([
  ['Year', 'the year'],
  ['Month', 'the month'],
  ['Day', 'the day of the month'],
  ['DayOfWeek', 'the day of the week'],
  ['DayOfYear', 'the day of the year'],
  ['Hour', 'the hour'],
  ['Minute', 'the minute'],
  ['Second', 'the second'],
  ['Date', 'the date'],
  ['TimeOfDay', 'the time of day'],
])

/** How long ago something was, and what it is counted in where a number says so. */
const since = /^(?:Total)?(?:([A-Z][a-z]+) )?since (.+)$/s

function timeWordsOf(name: string | null, quote: Quote): string {
  if (name === null) return 'the time'
  const span = since.exec(name)
  if (span !== null) return `the time since ${quote(span[2] ?? '')}${span[1] === undefined ? '' : `, in ${span[1].toLowerCase()},`}`
  return timeWords.get(name) ?? `the time, as ${quote(name)},`
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** What is left where a number is divided. */
const remainder = /^(.+) modulo (-?\d+)$/

/** What an entry of the directory says: its attribute, or the path of the entry. */
const directory = /^directory /

const isPlace = (name: string) => letterName.test(name) || name.startsWith('offset ')

/** Of a text, which letter is looked at: `letter 3`, or `letter` for any; what it was cut into, or made of it. */
function letterOf(name: string | null): string {
  const letter = name === null ? null : letterName.exec(name)
  return letter === null ? '' : letter[2] === undefined ? (pieceWords.get(letter[1] ?? '') ?? '') : `letter ${letter[2]} of `
}

const letterName = /^(letter|part|line|extension|changed|decoded)(?: (\d+))?(?: of |$)/

const pieceWords: ReadonlyMap<string, string> = new Map([
  ...['letter', 'part', 'line'].map((name) => [name, `a ${name} of `] as const),
  ['extension', 'the extension of '],
  ['changed', 'a changed form of '],
  ['decoded', 'what is encoded in '],
])

/** What conditions count, in the words of this program. */
const countable = new Set(['attachments', 'recipients', 'headers', 'lines'])

const operatorWords: { readonly [O in Trigger['operator']]: readonly [is: string, isNot: string] } = {
  equals: ['is', 'is not'],
  contains: ['contains', 'does not contain'],
  'starts-with': ['starts with', 'does not start with'],
  'ends-with': ['ends with', 'does not end with'],
  matches: ['matches', 'does not match'],
  like: ['is like', 'is not like'],
  in: ['is one of', 'is none of'],
  less: ['is less than', 'is not less than'],
  greater: ['is more than', 'is not more than'],
  exists: ['is there', 'is not there'],
  'bytes-at': ['has the bytes', 'does not have the bytes'],
  'hash-equals': ['has the hash', 'does not have the hash'],
  returns: ['is', 'is not'],
}

/** That an address is there and is one, which code asks together. */
const addressWords = ['is an address', 'is no address'] as const
const isAddress: ReadonlySet<Trigger['subject']> = new Set(['sender', 'recipient'] as const)

/** One comparison as a clause: `a recipient is "x@y"`, `the subject does not contain "a" or "b"`. At most `max` values are told. */
export function triggerWords(trigger: Trigger, quote: Quote, max = 4): string {
  if (trigger.subject === 'unknown' && trigger.name === 'exception') return `${trigger.negated ? 'no' : 'an'} exception is thrown`
  const subject = whatWords(trigger, quote)
  const isTrue = truthOf(trigger)
  if (isTrue !== null) return `a test of ${subject} ${isTrue ? 'succeeds' : 'fails'}`
  const { operator, negated, values, valueFrom, from } = trigger
  // a member that says yes or no, or throws
  if (operator === 'matches' && values.length === 0 && valueFrom === 'computed' && from !== null)
    return `${subject} ${negated ? 'does not pass' : 'passes'} ${quote(from)}`
  const [is, isNot] = operator === 'exists' && isAddress.has(trigger.subject) ? addressWords : operatorWords[operator]
  return `${subject} ${trigger.negated ? isNot : is}${valueWords(trigger, quote, max)}`
}

function whatWords({ subject, name: whole }: Trigger, quote: Quote): string {
  const isEarlier = whole !== null && earlier.test(whole)
  const name = isEarlier ? whole.replace(earlier, '') || null : whole
  return `${partWords(subject, name, quote)}${isEarlier ? ' of an earlier message' : ''}`
}

/** What decided when a message came before the one that the action is about. */
const earlier = /^earlier(?: |$)/

function partWords(subject: Trigger['subject'], name: string | null, quote: Quote): string {
  if (name === 'each') return subjectWords[subject](null, quote).replace(/\ban? (?=recipient|attachment)/, 'each ')
  const divided = name === null ? null : remainder.exec(name)
  if (divided === null) return subjectWords[subject](name, quote)
  const of = divided[1] === subject ? null : (divided[1] ?? null)
  return `what is left of ${subjectWords[subject](of, quote)} divided by ${divided[2]}`
}

/** What a comparison with a truth value asks for; null for any other. */
function truthOf({ operator, values, negated, valueFrom }: Trigger): boolean | null {
  const [value] = values
  if (operator !== 'equals' || values.length !== 1 || valueFrom !== 'constant' || (value !== 'true' && value !== 'false')) return null
  return (value === 'true') !== negated
}

function valueWords(trigger: Trigger, quote: Quote, max: number): string {
  const { operator, values, valueFrom, from } = trigger
  if (operator === 'exists' && values.length === 0) return ''
  const by = from === null ? '' : `, ${quote(from)}`
  if (values.length === 0) {
    const where = { constant: 'in the code', recovered: `hidden in the code${by}`, external: `from outside${by}`, computed: `worked out when it runs${by}` }
    return ` ${operator === 'in' ? 'values' : 'a value'} ${where[valueFrom]}`
  }
  const shown = values.slice(0, max).map((value) => plainWord(trigger, value) ?? quote(value))
  const rest = values.length - shown.length
  const list = rest > 0 ? `${shown.join(', ')} or ${rest} more` : joined(shown, 'or')
  const made = { constant: '', recovered: ` (hidden in the code${by})`, external: ` (from outside${by})`, computed: ` (computed${by})` }
  return ` ${list}${made[valueFrom]}`
}

/** A number as it is, and a member of one of Exchange's enumerations by its name; null for a text. */
function plainWord({ subject, name }: Trigger, value: string): string | null {
  const isNumber = /^-?\d{1,20}$/.test(value)
  if (isNumber && subject === 'time' && name === 'DayOfWeek') return days[Number(value)] ?? value
  if (isNumber && (subject === 'size' || subject === 'count' || subject === 'time' || remainder.test(name ?? ''))) return value
  return (isNumber && name !== null && enumMembers.get(name)?.[Number(value)]) || null
}

/** `a, b or c`. */
export function joined(parts: readonly string[], word: 'and' | 'or'): string {
  const last = parts[parts.length - 1] ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`
}

/** How much of a condition is told: alternatives, comparisons in each, values in each of those, and what stands between alternatives. */
export interface WordLimits {
  readonly alternatives: number
  readonly clauses: number
  readonly values: number
  readonly or: string
}

/** All of one alternative, who and what is aimed at first: `a recipient is "x" and the subject contains "y"`. */
function alternativeWords(all: readonly Trigger[], quote: Quote, { clauses, values }: WordLimits): string {
  const rank = ({ subject }: Trigger) => ranks[subject] ?? 9
  const inOrder = [...all].sort((a, b) => rank(a) - rank(b))
  const shown = inOrder.slice(0, clauses).map((trigger) => triggerWords(trigger, quote, values))
  const rest = inOrder.length - shown.length
  return [...shown, ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'test passes' : 'tests pass'}`] : [])].join(' and ')
}

/** What says most comes first. */
const ranks: { readonly [S in Trigger['subject']]?: number } = { recipient: 0, sender: 0, subject: 1, header: 1, body: 1, 'attachment-name': 2 }

/** When it happens, to end a sentence with: ` only when …; or …`; nothing where it always does, or where that was not analysed. */
export function whenWords({ state, anyOf }: Finding['condition'], quote: Quote, most: WordLimits): string {
  if (state === 'not-analysed' || state === 'always') return ''
  const shown = anyOf.slice(0, most.alternatives).map((all) => alternativeWords(all, quote, most))
  const rest = anyOf.length - shown.length
  const told = rest > 0 ? [...shown, `${rest} more`] : shown
  if (told.length === 0) return ' under a condition that was not understood'
  return ` only when ${told.join(most.or)}${state === 'partial' ? ', and something that was not understood' : ''}`
}
