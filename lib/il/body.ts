import { type Span, slice, sliceUpTo, u8, u16, u32 } from '../bytes/span.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { asToken, type Token } from '../metadata/token.ts'

interface ClauseRange {
  /** IL offsets and lengths in bytes, as they stand in the file. */
  readonly tryOffset: number
  readonly tryLength: number
  readonly handlerOffset: number
  readonly handlerLength: number
}

/** One exception clause. Offsets and lengths count bytes of code and are not yet held against it. II.25.4.6 */
export type Clause =
  | (ClauseRange & { readonly kind: 'catch'; readonly classToken: Token })
  | (ClauseRange & { readonly kind: 'filter'; readonly filterOffset: number })
  | (ClauseRange & { readonly kind: 'finally' | 'fault' })

/** A method body with its header and exception clauses, the code not yet decoded. II.25.4 */
export interface Body {
  /** Bytes of the header: 1 when tiny, else 4 times its size field (which may be below 12, see `readBody`). */
  readonly headerSize: number
  readonly maxStack: number
  /** StandAloneSig of the locals; row 0 when there are none. */
  readonly localVarSigTok: Token
  readonly initLocals: boolean
  readonly code: Span
  /** Where the code starts in the file. */
  readonly codeFileOffset: number
  /** In file order: inner clauses come before outer ones. */
  readonly clauses: readonly Clause[]
  /** Why clauses are missing or were cut short; the code is not concerned. */
  readonly ehDefect: Defect | null
}

interface Handlers {
  readonly clauses: readonly Clause[]
  readonly defect: Defect | null
}

const none: Handlers = { clauses: [], defect: null }

/**
 * The body that starts at the beginning of the span (a method's RVA), which reaches to the end of the mapped data. Reads
 * as the CLR does: bit 2 of a tiny header means nothing, and a fat header that says it is shorter than 3 words has its
 * code start inside itself and no exception clauses. Throws `truncated` (header or code run past the end), `bad-value`
 * (neither tiny nor fat), `limit` (code above `limits.codeSize`); damage to clauses is told in `ehDefect`. II.25.4.1-3
 */
export function readBody(span: Span): Body {
  const first = u8(span, 0)
  if ((first & 3) === 2) {
    const code = slice(span, 1, first >> 2)
    return body(1, 8, asToken(0), false, code, none)
  }
  if ((first & 7) !== 3) throw new FormatError('bad-value', span.offset, 'a method body is neither tiny nor fat')
  const flags = u16(span, 0)
  const maxStack = u16(span, 2)
  const codeSize = u32(span, 4)
  const localVarSigTok = asToken(u32(span, 8))
  const headerSize = (flags >> 12) * 4
  if (codeSize > limits.codeSize) throw new FormatError('limit', span.offset + 4, `${codeSize} bytes of code`, 'codeSize')
  const code = slice(span, headerSize, codeSize)
  const hasSections = (flags & moreSects) !== 0 && headerSize >= 12
  const handlers = hasSections ? readHandlers(span, headerSize + codeSize) : none
  return body(headerSize, maxStack, localVarSigTok, (flags & initLocals) !== 0, code, handlers)
}

/** Bytes that the header says it and its code have together; 0 where there is no header. */
export function bodySize(span: Span): number {
  const first = span.bytes[0] ?? 0
  if ((first & 3) === 2) return 1 + (first >> 2)
  if ((first & 7) !== 3 || span.bytes.length < 12) return 0
  return (u16(span, 0) >> 12) * 4 + u32(span, 4)
}

const moreSects = 0x08
const initLocals = 0x10
const ehTable = 0x01

function body(headerSize: number, maxStack: number, localVarSigTok: Token, init: boolean, code: Span, handlers: Handlers): Body {
  const { clauses, defect } = handlers
  return { headerSize, maxStack, localVarSigTok, initLocals: init, code, codeFileOffset: code.offset, clauses, ehDefect: defect }
}

/** The first section behind the code; the CLR looks at no other, and only at this one if it holds clauses. II.25.4.5 */
function readHandlers(span: Span, codeEnd: number): Handlers {
  const defects: Defect[] = []
  const handlers = salvage(defects, 'exception section', () => readSection(span, codeEnd), none)
  return defects.length === 0 ? handlers : { clauses: handlers.clauses, defect: defects[0] ?? null }
}

function readSection(span: Span, codeEnd: number): Handlers {
  // aligned by the position in the file, which is that in memory: bodies themselves need not be aligned
  const at = Math.ceil((span.offset + codeEnd) / 4) * 4 - span.offset
  const kind = u8(span, at)
  if ((kind & 0x3f) !== ehTable) return none
  const fat = (kind & 0x40) !== 0
  const clauseSize = fat ? 24 : 12
  // the size includes the section's own 4 bytes; compilers that forget them mean the same number of clauses
  const size = fat ? u32(span, at) >>> 8 : u8(span, at + 1)
  return readClauses(span, at + 4, clauseSize, Math.floor(size / clauseSize))
}

function readClauses(span: Span, at: number, clauseSize: 12 | 24, count: number): Handlers {
  const there = Math.floor(sliceUpTo(span, at, count * clauseSize).bytes.length / clauseSize)
  const kept = Math.min(there, limits.exceptionClauses)
  const clauses: Clause[] = []
  for (let k = 0; k < kept; k++) clauses.push(clauseSize === 24 ? fatClause(span, at + k * 24) : smallClause(span, at + k * 12))
  if (kept === count) return { clauses, defect: null }
  const told = { offset: span.offset + at + kept * clauseSize, detail: `${kept} of ${count} exception clauses were read` }
  return { clauses, defect: kept < there ? { code: 'limit', ...told, limit: 'exceptionClauses' } : { code: 'truncated', ...told } }
}

function smallClause(span: Span, at: number): Clause {
  const range = { tryOffset: u16(span, at + 2), tryLength: u8(span, at + 4), handlerOffset: u16(span, at + 5), handlerLength: u8(span, at + 7) }
  return clauseOf(u16(span, at), range, u32(span, at + 8))
}

function fatClause(span: Span, at: number): Clause {
  const range = { tryOffset: u32(span, at + 4), tryLength: u32(span, at + 8), handlerOffset: u32(span, at + 12), handlerLength: u32(span, at + 16) }
  return clauseOf(u32(span, at), range, u32(span, at + 20))
}

/** The CLR tests the flags one by one, so odd combinations have a meaning too. II.25.4.6 */
function clauseOf(flags: number, range: ClauseRange, last: number): Clause {
  if ((flags & 1) !== 0) return { kind: 'filter', ...range, filterOffset: last }
  if ((flags & 2) !== 0) return { kind: 'finally', ...range }
  if ((flags & 4) !== 0) return { kind: 'fault', ...range }
  return { kind: 'catch', ...range, classToken: asToken(last) }
}
