import { opcodeName } from '../il/opcode-lookup.ts'
import { methodName } from '../model/assembly.ts'
import { homeOfMethod } from '../model/program.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { writeHashWords } from './hash-words.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { isResult, literalOf, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { type OutsideCall, outsideCallAt, rootOf, walkBack } from './trigger-slice.ts'
import type { Subject } from './trigger-subject.ts'

const mixing = new Set(['mul', 'xor', 'shl', 'shr.un', 'rem', 'rem.un'])
const arithmetic = new Set([...mixing, 'shr', 'add', 'sub', 'or', 'and', 'not', 'neg', 'div', 'div.un'])

/** Is the number reckoned in a loop, each time from what it was before? That is what a hash of one's own looks like. */
function isReckoned(ssa: Ssa, value: number): boolean {
  const todo = new Set([value])
  let mixes = false
  // reckoned with more than once: once round a loop, or in a tree that is worth as much
  let turns = false
  const add = (next: number) => {
    if (next < 0) return
    if (todo.has(next)) turns = true
    todo.add(next)
  }
  for (const one of todo) {
    if (todo.size > 32) break
    if (ssa.kinds[one] === valueKind.phi) {
      for (const argument of phiArguments(ssa, one)) add(argument.value)
      continue
    }
    if (!isResult(ssa, one)) continue
    const name = opcodeName(opcodeOf(ssa, one)) ?? ''
    if (mixing.has(name)) mixes = true
    if (arithmetic.has(name) || name.startsWith('conv.')) for (const place of [0, 1]) add(operandAt(ssa, one, place))
  }
  return mixes && turns
}

/** So few remainders conceal nothing: the last digit of a card is a sum to be checked. */
const mostRemainders = 1000

function isChecksum(ssa: Ssa, value: number): boolean {
  if (!isResult(ssa, value) || !(opcodeName(opcodeOf(ssa, value)) ?? '').startsWith('rem')) return false
  const divisor = numberOf(ssa, operandAt(ssa, value, 1))
  return divisor !== null && divisor > 0 && divisor <= mostRemainders
}

const folding = new Set(['ToLower', 'ToUpper', 'ToLowerInvariant', 'ToUpperInvariant', 'LCase', 'UCase', 'Trim'])

/**
 * How a hash of mail data was made: algorithm, what was done to the text before, and constants put before and behind it; null when it is
 * no hash. What is done to the hash itself, as writing it in small letters, is not told.
 */
export function hashOf(asking: Asking, subject: Subject): string | null {
  const { spot } = subject.root
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || subject.grade === null) return null
  const own = subject.grade !== 'digest' && subject.grade !== 'measure' && isReckoned(ssa, spot.value) && !isChecksum(ssa, spot.value)
  if (!own && subject.grade !== 'digest' && outsideCallAt(asking, spot)?.callee.name !== 'GetHashCode') return null
  let algorithm: string | null = own ? simpleMethod(asking, spot) : null
  let isMade = own
  const folds: { readonly name: string; readonly isBefore: boolean }[] = []
  const salts: { readonly salt: Salt; readonly isBefore: boolean }[] = []
  walkBack(asking, spot, (call) => {
    const { callee } = call
    if (algorithm === null) algorithm = algorithmOf(callee.owner, callee.name)
    if (algorithm !== null || callee.owner.startsWith(cryptography)) isMade = true
    if (folding.has(callee.name)) folds.push({ name: callee.name, isBefore: isMade })
    const salt = callee.owner === 'System.String' && callee.name === 'Concat' ? saltOf(asking, call) : null
    if (salt !== null) salts.push({ salt, isBefore: isMade })
    return true
  })
  // where no member of the platform hashes, the hash is the method's own and all that is seen lies before it
  const kept = <T extends { readonly isBefore: boolean }>(found: readonly T[]): readonly T[] => found.filter(({ isBefore }) => isBefore || !isMade)
  const [salt] = kept(salts)
  return writeHashWords({
    algorithm: algorithm ?? simpleMethod(asking, spot),
    folds: [...new Set(kept(folds).map(({ name }) => name))].reverse(),
    before: salt?.salt.before ?? '',
    behind: salt?.salt.behind ?? '',
  })
}

interface Salt {
  readonly before: string
  readonly behind: string
}

/** Characters of a salt that is told. */
const longestSalt = 64

/** Constant texts that are joined to one other; null where nothing is joined so, or more than one text is not constant. */
function saltOf(asking: Asking, call: OutsideCall): Salt | null {
  const texts = call.operands.map((_, place) => {
    const root = rootOf(asking, call, place)
    const ssa = root === null ? null : ssaAt(asking, root.spot.instance)
    const literal = root === null || ssa === null ? null : literalOf(ssa, root.spot.value)
    return literal?.kind === 'text' ? literal.value : null
  })
  const at = texts.indexOf(null)
  if (at < 0 || texts.length < 2 || texts.lastIndexOf(null) !== at) return null
  const before = texts.slice(0, at).join('')
  const behind = texts.slice(at + 1).join('')
  return before.length + behind.length > longestSalt ? null : { before, behind }
}

const cryptography = 'System.Security.Cryptography.'

/** `SHA256` of `SHA256Managed`; `HashAlgorithm` does not say which. */
function algorithmOf(owner: string, name: string): string | null {
  if (name === 'GetHashCode') return 'GetHashCode'
  const type = owner.startsWith(cryptography) ? owner.slice(cryptography.length) : ''
  if (type === '' || type === 'HashAlgorithm' || type === 'KeyedHashAlgorithm' || type === 'HMAC') return null
  return type.replace(/(Managed|CryptoServiceProvider|Cng)$/, '')
}

/** `Namespace.Type::Name` of the method a value is in. */
function simpleMethod(asking: Asking, spot: Spot): string {
  const { assembly, row } = homeOfMethod(asking.view.program, asking.view.methodOf(spot.instance))
  const name = methodName(assembly, row)
  return name.slice(0, name.lastIndexOf('::') < 0 ? name.length : name.indexOf('(', name.lastIndexOf('::')))
}
