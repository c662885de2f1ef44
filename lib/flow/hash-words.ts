/** How a hash of mail data is made, as far as the code says. */
export interface HashWords {
  /** `SHA256`; `GetHashCode`; `Namespace.Type::Method` where it is code of the file's own. */
  readonly algorithm: string
  /** What is done to the text before: `ToLowerInvariant`, `Trim`. */
  readonly folds: readonly string[]
  /** Constant text that is put before it, and behind it. */
  readonly before: string
  readonly behind: string
}

/** `SHA256 after ToLowerInvariant, with "r7" before it`. */
export function writeHashWords({ algorithm, folds, before, behind }: HashWords): string {
  const after = folds.length === 0 ? '' : ` after ${folds.join(', ')}`
  const salts = [...(before === '' ? [] : [`${JSON.stringify(before)} before it`]), ...(behind === '' ? [] : [`${JSON.stringify(behind)} behind it`])]
  return `${algorithm}${after}${salts.length === 0 ? '' : `, with ${salts.join(' and ')}`}`
}

const written = /^(\S+?)(?: after ([A-Za-z, ]+?))?(?:, with (?:("(?:[^"\\]|\\.)*") before it)?(?: and )?(?:("(?:[^"\\]|\\.)*") behind it)?)?$/

/** The words read back; null for what is not written so. */
export function readHashWords(text: string): HashWords | null {
  const match = written.exec(text)
  const algorithm = match?.[1]
  if (match === null || algorithm === undefined) return null
  const before = plain(match[3])
  const behind = plain(match[4])
  return before === null || behind === null ? null : { algorithm, folds: match[2]?.split(', ') ?? [], before, behind }
}

function plain(literal: string | undefined): string | null {
  if (literal === undefined) return ''
  try {
    const text: unknown = JSON.parse(literal)
    return typeof text === 'string' ? text : null
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
}
