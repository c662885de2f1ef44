/** What a finding is about. Effects on mail: told ones modify, silent ones drop. */
export const categories = [
  'file-write',
  'file-read',
  'network',
  'process',
  'code-load',
  'native',
  'crypto',
  'registry',
  'database',
  'mail-read',
  'mail-modify',
  'mail-redirect',
  'mail-drop',
  'mail-send',
  'discovery',
  'credential',
  'concealment',
  'identity',
  'persistence',
  'log',
] as const
export type Category = (typeof categories)[number]

/** How much it matters where it stands alone, lowest first. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

/** The evidence ladder, lowest first: named in the metadata; used by an instruction; reached from an entry point; given mail data. */
export const levels = ['referenced', 'called', 'reachable', 'fed'] as const
export type Level = (typeof levels)[number]
