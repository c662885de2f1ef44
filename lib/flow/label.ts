/**
 * Where data comes from, finer than a profile's source kinds so that a condition can name what it looks at. At most 32:
 * sets of them are masks.
 */
export const sourceKinds = [
  'mail-mime',
  'mail-body',
  'mail-attachment',
  'mail-attachment-name',
  'mail-header',
  'mail-subject',
  'mail-sender',
  'mail-recipient',
  'mail-id',
  'session',
  'direction',
  'size',
  'time',
  'host',
  'file',
  'registry',
  'config',
  'download',
  'resource',
  'native',
  'database',
] as const
export type SourceKind = (typeof sourceKinds)[number]

/**
 * How much of the source a value still holds: everything that was written, a short text (subject, header, file name), an address,
 * an id, a hash, or only a measure (length, count, position). What was lowered never rises again.
 */
export const grades = ['content', 'text', 'address', 'id', 'digest', 'measure'] as const
export type Grade = (typeof grades)[number]

/** What data can reach. The same words stand in a profile. */
export const sinkKinds = [
  'file',
  'network',
  'process-file',
  'process-arguments',
  'process-stdin',
  'code',
  'script',
  'reflection',
  'native',
  'registry',
  'database',
  'log',
  'mail-content',
  'mail-header',
  'mail-recipient',
  'mail-new',
] as const
export type SinkKind = (typeof sinkKinds)[number]

/** One number for a source kind with a grade: below `labelCount`. */
export type Label = number

export const labelCount = sourceKinds.length * grades.length

export function labelOf(kind: SourceKind, grade: Grade): Label {
  return sourceKinds.indexOf(kind) * grades.length + grades.indexOf(grade)
}

export function kindOfLabel(label: Label): SourceKind {
  return sourceKinds[Math.floor(label / grades.length)] ?? 'native'
}

export function gradeOfLabel(label: Label): Grade {
  return grades[label % grades.length] ?? 'measure'
}

/** The label that hashing (`digest`) or counting (`measure`) leaves of one; a lower grade stays. */
export function lowered(label: Label, to: 'digest' | 'measure'): Label {
  const floor = grades.indexOf(to)
  const grade = label % grades.length
  return grade >= floor ? label : label - grade + floor
}

/** Does a finding with this grade say that mail went there? A count or a length does not. */
export function isTelling(grade: Grade): boolean {
  return grade !== 'measure'
}
