import type { Finding, Trigger } from './profile.ts'

/** A finding as far as its condition is asked for: a profile that was written down may be of an earlier version. */
export type FoundCondition = Pick<Finding, 'id' | 'rule' | 'title'> & { readonly condition: Finding['condition'] }

/** Profiles inside profiles. */
const deepest = 16

/**
 * Findings of a profile that was written down: of one profile, of the array that several inputs give, or of one line of `ndjson`, with
 * those of what was found inside. Null where it is none of these.
 */
export function findingsIn(value: unknown, depth = 0): FoundCondition[] | null {
  if (depth > deepest) return []
  if (Array.isArray(value)) {
    const parts = value.map((one) => findingsIn(one, depth + 1))
    return parts.every((part) => part === null) ? null : parts.flatMap((part) => part ?? [])
  }
  if (!isObject(value)) return null
  if ('profile' in value) return value.profile === null ? [] : findingsIn(value.profile, depth + 1)
  if (!('findings' in value) || !Array.isArray(value.findings)) return null
  const children = 'children' in value && Array.isArray(value.children) ? value.children : []
  return [...value.findings.filter(isFound), ...children.flatMap((child) => findingsIn(child, depth + 1) ?? [])]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isFound(value: unknown): value is FoundCondition {
  if (!isObject(value) || !('id' in value && 'rule' in value && 'title' in value && 'condition' in value)) return false
  if (typeof value.id !== 'string' || typeof value.rule !== 'string' || typeof value.title !== 'string') return false
  const { condition } = value
  return (
    isObject(condition) && 'anyOf' in condition && Array.isArray(condition.anyOf) && condition.anyOf.every((all) => Array.isArray(all) && all.every(isTrigger))
  )
}

function isTrigger(value: unknown): value is Trigger {
  if (!isObject(value) || !('subject' in value && 'operator' in value && 'values' in value && 'valueFrom' in value && 'from' in value)) return false
  if (typeof value.subject !== 'string' || typeof value.operator !== 'string' || typeof value.valueFrom !== 'string') return false
  if (value.from !== null && typeof value.from !== 'string') return false
  return Array.isArray(value.values) && value.values.every((one) => typeof one === 'string')
}

/** The findings that a word names: the one of that id, those of that rule, or all of them (`all`). Empty: none. */
export function findingsNamed(findings: readonly FoundCondition[], word: string): readonly FoundCondition[] {
  const byId = findings.filter(({ id }) => id === word)
  if (byId.length > 0) return byId
  return word === 'all' ? findings : findings.filter(({ rule }) => rule === word)
}
