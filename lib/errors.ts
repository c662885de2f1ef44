/** What a `FormatError` or a defect is about; stable, so that callers can tell causes apart. */
export type FormatErrorCode =
  | 'truncated' // the bytes end before the structure does
  | 'bad-magic' // a signature that must be there is not
  | 'bad-value' // a field holds a value the format does not allow
  | 'bad-index' // a row, heap index, RVA or offset points nowhere
  | 'cycle' // a structure contains itself
  | 'limit' // a named bound of `limits.ts` was reached
  | 'unsupported' // valid, but of a kind that is not read

/**
 * The one error for "the file is wrong". `offset` counts bytes from the start of the file, or is null
 * where the fault has no place in it.
 */
export class FormatError extends Error {
  readonly code: FormatErrorCode
  readonly offset: number | null
  /** Which bound of `limits.ts` was reached, where the code is `limit`; else null. */
  readonly limit: string | null

  constructor(code: FormatErrorCode, offset: number | null, message: string, limit: string | null = null) {
    super(message)
    this.name = 'FormatError'
    this.code = code
    this.offset = offset
    this.limit = limit
  }
}

/** Damage that was met and stepped over: what it was, where, and what could not be read because of it. */
export interface Defect {
  readonly code: FormatErrorCode
  readonly offset: number | null
  readonly detail: string
  /** Which bound of `limits.ts` was reached, where the code is `limit`. */
  readonly limit?: string
}

/** The error as a record of what was stepped over. */
export function defectOf(error: FormatError, detail: string): Defect {
  const { code, offset, limit } = error
  return limit === null ? { code, offset, detail } : { code, offset, detail, limit }
}

/** Runs `read`; a `FormatError` becomes a defect and the fallback is given instead. Other errors pass through. */
export function salvage<T>(defects: Defect[], what: string, read: () => T, fallback: T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    if (isWorthKeeping(defects, error)) defects.push(defectOf(error, `${what}: ${error.message}`))
    return fallback
  }
}

/** Far more than are ever told one by one (`limits.defects`); each instruction may be damaged, and a record takes more room than it. */
const mostKept = 4096

/** Past that many only bounds by name, each once: they are told as such. */
function isWorthKeeping(defects: readonly Defect[], { limit }: FormatError): boolean {
  if (defects.length < mostKept) return true
  return limit !== null && !defects.slice(mostKept).some((one) => one.limit === limit)
}
