import type { Finding, Trigger } from '../../lib/profile/profile.ts'

/** A condition as a person states it: what is left out is not compared, a list of words means any of them. */
export interface WantedTrigger {
  readonly subject: string | readonly string[]
  readonly name?: string
  readonly operator?: string | readonly string[]
  /** False where it is left out. */
  readonly negated?: boolean
  readonly ignoreCase?: boolean
  readonly values?: readonly string[]
  readonly valueFrom?: string
  /** Part of `from`. */
  readonly from?: string
}

type Condition = Finding['condition']
type Conjunction = readonly Trigger[]

/** What may stand beside the atoms a person names: it says nothing on people or content. */
const harmless = new Set(['state', 'unknown', 'count', 'size'])

/**
 * Whether a condition says what a person says of the same code. No alternatives wanted: nothing may guard it. Otherwise every
 * wanted alternative is there, none is there that was not wanted, and no further people, words or files are named, but of
 * subjects in `besides`.
 */
export function isCondition(condition: Condition, wanted: readonly (readonly WantedTrigger[])[], besides: readonly string[] = []): boolean {
  if (wanted.length === 0) return condition.state === 'always' || condition.anyOf.some((all) => all.every(({ subject }) => besides.includes(subject)))
  if (condition.state === 'always' || condition.state === 'not-analysed') return false
  const found = mergeAlternatives(condition.anyOf.map((all) => mergeNegated(all.map(plain))))
  const may = new Set([...harmless, ...besides])
  return wanted.every((all) => found.some((one) => covers(one, all, may))) && found.every((one) => wanted.some((all) => covers(one, all, may)))
}

/**
 * Whether a condition holds all that a person names: for each alternative wanted one is told in which all its atoms stand. More may
 * stand there.
 */
export function containsCondition({ anyOf }: Condition, wanted: readonly (readonly WantedTrigger[])[]): boolean {
  const found = mergeAlternatives(anyOf.map((all) => mergeNegated(all.map(plain))))
  return wanted.every((all) => found.some((told) => all.every((one) => told.some((each) => isTrigger(each, one)))))
}

/** One line for people: `subject contains "invoice" and not sender equals "x"`. */
export function conditionText({ state, anyOf }: Condition): string {
  if (anyOf.length === 0) return state
  const alternatives = mergeAlternatives(anyOf.map((all) => mergeNegated(all.map(plain))))
  const text = alternatives.map((all) => all.map(triggerText).sort().join(' and ')).sort()
  return `${state === 'known' ? '' : `${state}: `}${text.join(' or ')}`
}

/** What a person wants, in the same words. */
export function wantedText(wanted: readonly (readonly WantedTrigger[])[]): string {
  if (wanted.length === 0) return 'always'
  return wanted.map((all) => all.map(triggerText).join(' and ')).join(' or ')
}

function triggerText(one: Trigger | WantedTrigger): string {
  const words = [one.subject].flat().join('/')
  const name = one.name === undefined || one.name === null ? '' : `(${one.name})`
  const values = (one.values ?? []).map((value) => JSON.stringify(value)).sort()
  const from = one.valueFrom === undefined || one.valueFrom === 'constant' ? '' : ` ${one.valueFrom}${one.from ? ` from ${one.from}` : ''}`
  const any = one.ignoreCase === true ? ' in any case' : ''
  return `${one.negated === true ? 'not ' : ''}${words}${name} ${[one.operator ?? '?'].flat().join('/')} ${values.join(', ')}${from}${any}`
    .replace(/ +/g, ' ')
    .trim()
}

function covers(found: Conjunction, wanted: readonly WantedTrigger[], may: ReadonlySet<string>): boolean {
  const free = new Set(found)
  for (const one of wanted) {
    const match = [...free].find((each) => isTrigger(each, one))
    if (match === undefined) return false
    free.delete(match)
  }
  return [...free].every((each) => may.has(each.subject) || isImplied(each, wanted))
}

/** That a header is there at all goes without saying where its value is compared. */
function isImplied(found: Trigger, wanted: readonly WantedTrigger[]): boolean {
  return found.operator === 'exists' && !found.negated && wanted.some((one) => [one.subject].flat().includes(found.subject) && one.negated !== true)
}

function isTrigger(found: Trigger, wanted: WantedTrigger): boolean {
  if (![wanted.subject].flat().includes(found.subject) || found.negated !== (wanted.negated ?? false)) return false
  if (wanted.operator !== undefined && !isOperator(found, [wanted.operator].flat())) return false
  if (wanted.name !== undefined && wanted.name !== found.name) return false
  if (wanted.ignoreCase !== undefined && wanted.ignoreCase !== found.ignoreCase) return false
  if (wanted.valueFrom !== undefined && wanted.valueFrom !== found.valueFrom) return false
  if (wanted.from !== undefined && !(found.from ?? '').includes(wanted.from)) return false
  if (wanted.values === undefined || (wanted.values.length === 0 && wanted.valueFrom === 'external')) return true
  const form = (values: readonly string[]) => [...new Set(values.map((value) => (found.ignoreCase ? value.toLowerCase() : value)))].sort().join('\0')
  return form(found.values) === form(wanted.values)
}

/** To equal one of several constants and to be in a list of them is the same. */
function isOperator(found: Trigger, wanted: readonly string[]): boolean {
  const same = (operator: string) => (operator === 'in' ? 'equals' : operator)
  return wanted.some((one) => same(one) === same(found.operator))
}

/** `equals false` is `not equals true`; `not less 7` is `greater 6`. */
function plain(one: Trigger): Trigger {
  const [value = ''] = one.values
  if (one.operator === 'equals' && one.values.length === 1 && value.toLowerCase() === 'false') return { ...one, negated: !one.negated, values: ['true'] }
  if (!one.negated || one.values.length !== 1 || !/^-?\d{1,15}$/.test(value)) return one
  if (one.operator === 'less') return { ...one, negated: false, operator: 'greater', values: [String(Number(value) - 1)] }
  if (one.operator === 'greater') return { ...one, negated: false, operator: 'less', values: [String(Number(value) + 1)] }
  return one
}

function sameBut(one: Trigger): string {
  const operator = one.operator === 'in' ? 'equals' : one.operator
  return JSON.stringify([one.subject, one.name, operator, one.negated, one.ignoreCase, one.valueFrom, one.from])
}

function together(one: Trigger, other: Trigger): Trigger {
  return { ...one, values: [...new Set([...one.values, ...other.values])] }
}

/** `not a and not b` is `not (a or b)`. */
function mergeNegated(all: Conjunction): Conjunction {
  const merged: Trigger[] = []
  for (const one of all) {
    const at = merged.findIndex((each) => one.negated && sameBut(each) === sameBut(one))
    const before = merged[at]
    if (before === undefined) merged.push(one)
    else merged[at] = together(before, one)
  }
  return merged
}

/** Alternatives that differ only in the values of one atom are one with all these values. */
function mergeAlternatives(all: readonly Conjunction[]): readonly Conjunction[] {
  const merged: Conjunction[] = []
  for (const one of all) {
    const at = merged.findIndex((each) => mergeTwo(each, one) !== null)
    const before = merged[at]
    const both = before === undefined ? null : mergeTwo(before, one)
    if (both === null) merged.push(one)
    else merged[at] = both
  }
  return merged
}

function mergeTwo(one: Conjunction, other: Conjunction): Conjunction | null {
  if (one.length !== other.length) return null
  const key = (each: Trigger) => `${sameBut(each)}${JSON.stringify([...each.values].sort())}`
  const keys = new Set(other.map(key))
  const left = one.filter((each) => !keys.has(key(each)))
  const mine = new Set(one.map(key))
  const right = other.filter((each) => !mine.has(key(each)))
  const [a] = left
  const [b] = right
  if (a === undefined || b === undefined) return left.length + right.length === 0 ? one : null
  if (left.length !== 1 || right.length !== 1 || sameBut(a) !== sameBut(b)) return null
  return one.map((each) => (each === a ? together(a, b) : each))
}
