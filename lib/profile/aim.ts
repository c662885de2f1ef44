import type { Finding, Trigger } from './profile.ts'

/**
 * Whom a condition aims at. `people`: single addresses that stand in the code. `named`: other recipients, senders (a domain, a part of an
 * address) in the code. `topics`: subjects in the code. `listed`: recipients, senders or subjects from a list outside. `hidden`: values
 * that the code hides or only holds as a hash.
 */
export type Aim = 'people' | 'named' | 'topics' | 'listed' | 'hidden'

/** All that the alternatives of a condition aim at; a test that spares somebody aims at nobody. */
export function aimsOf({ condition }: Pick<Finding, 'condition'>): ReadonlySet<Aim> {
  return new Set(condition.anyOf.flatMap((all) => all.flatMap((trigger) => aimOf(trigger) ?? [])))
}

const asks: ReadonlySet<Trigger['operator']> = new Set([
  ...(['equals', 'contains', 'starts-with', 'ends-with', 'matches', 'like', 'in', 'hash-equals'] as const),
])

/** What one test aims at; null for nobody. */
export function aimOf({ subject, operator, negated, values, valueFrom, from }: Trigger): Aim | null {
  if (negated || !asks.has(operator)) return null
  const isMail = mailSubjects.has(subject)
  // a hash that is compared with one of the program's own making or storing is a key, not a secret
  if (isMail && (valueFrom === 'recovered' || valueFrom === 'computed') && values.length > 0) return 'hidden'
  // elements that own code makes, by a method that is named, and that could not be worked out
  if (isMail && operator === 'in' && valueFrom === 'computed' && from !== null) return 'hidden'
  if (subject !== 'recipient' && subject !== 'sender' && subject !== 'subject') return null
  if (valueFrom === 'external') return 'listed'
  const telling = values.filter((value) => !nobody.test(value))
  if (telling.length === 0) return null
  if (subject === 'subject') return 'topics'
  return telling.some((value) => person.test(value)) && !broad.has(operator) ? 'people' : 'named'
}

/** Domains of the single addresses that a condition aims at. */
export function domainsAimedAt({ condition }: Pick<Finding, 'condition'>): readonly string[] {
  const people = condition.anyOf.flatMap((all) => all.filter((trigger) => aimOf(trigger) === 'people'))
  return people.flatMap(({ values }) =>
    values.map((value) =>
      value
        .slice(value.lastIndexOf('@') + 1)
        .replace(/>$/, '')
        .toLowerCase(),
    ),
  )
}

const mailSubjects: ReadonlySet<Trigger['subject']> = new Set([
  ...(['recipient', 'sender', 'subject', 'header', 'body', 'attachment-name', 'attachment-content', 'host'] as const),
])

/** What agents ask to know notices and reports from mail of people; and the answers of a test, which name nobody. */
const nobody = /^(?:<>|true|false|)$|^(?:<?(?:postmaster|mailer-daemon|noreply|no-reply)(?:@[^@]*)?>?)$/i

/** One mailbox, as it stands in an envelope. */
const person = /^<?[^@*?%\s]+@[^@*?%\s]+>?$/

const broad: ReadonlySet<Trigger['operator']> = new Set(['ends-with', 'matches', 'like'])
