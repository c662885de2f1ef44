import type { Span } from '../bytes/span.ts'
import { FormatError, type FormatErrorCode } from '../errors.ts'
import { limits } from '../limits.ts'
import { isFieldSig, type MethodSig, readFieldSig, readLocalsSig, readMethodSig, readMethodSpec, readTypeSpec, type TypeSig } from './signature.ts'

/**
 * Signatures by their index in `#Blob`, each decoded once: rows share blobs, and any number of instructions a row. All throw as their
 * readers do, and `limit` where blobs overlap so much that what they hold together would outgrow the file.
 */
export interface Signatures {
  readonly method: (blob: number) => MethodSig
  readonly field: (blob: number) => TypeSig
  /** What a MemberRef says: the signature of a method or of a field. */
  readonly member: (blob: number) => MethodSig | TypeSig
  readonly typeSpec: (blob: number) => TypeSig
  readonly methodSpec: (blob: number) => readonly TypeSig[]
  readonly locals: (blob: number) => readonly TypeSig[]
}

/** What a signature could not be read for, without the weight of an error object. */
interface Failure {
  readonly code: FormatErrorCode
  readonly offset: number | null
  readonly message: string
  readonly limit: string | null
}

/** `blob` gives the bytes at an index of `heap`, or throws. */
export function makeSignatures(heap: Span, blob: (index: number) => Span): Signatures {
  const budget = { heap, left: heap.bytes.length * limits.signatureReuse + limits.signatureFree }
  const decode = <T>(read: (span: Span) => T) =>
    remembered((index: number): T => {
      const span = blob(index)
      spend(budget, span.bytes.length)
      return read(span)
    })
  return {
    method: decode(readMethodSig),
    field: decode(readFieldSig),
    member: decode((span) => (isFieldSig(span) ? readFieldSig(span) : readMethodSig(span))),
    typeSpec: decode(readTypeSpec),
    methodSpec: decode(readMethodSpec),
    locals: decode(readLocalsSig),
  }
}

/** A signature has at most one type for each byte of its blob, and no more than `limits.signatureNodes`. */
function spend(budget: { readonly heap: Span; left: number }, size: number): void {
  budget.left -= Math.min(size, limits.signatureNodes)
  if (budget.left < 0) throw new FormatError('limit', budget.heap.offset, 'signatures overlap more than they could by chance', 'signatureReuse')
}

/** Keeps what was read, and that it could not be. */
function remembered<T>(read: (index: number) => T): (index: number) => T {
  const known = new Map<number, { readonly value: T } | { readonly failure: Failure }>()
  return (index) => {
    const before = known.get(index)
    if (before !== undefined) {
      if ('value' in before) return before.value
      const { code, offset, message, limit } = before.failure
      throw new FormatError(code, offset, message, limit)
    }
    try {
      const value = read(index)
      known.set(index, { value })
      return value
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      const { code, offset, message, limit } = error
      known.set(index, { failure: { code, offset, message, limit } })
      throw error
    }
  }
}
