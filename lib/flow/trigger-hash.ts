import { opcodeName } from '../il/opcode-lookup.ts'
import { methodName } from '../model/assembly.ts'
import { homeOfMethod } from '../model/program.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { isResult, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { outsideCallAt, walkBack } from './trigger-slice.ts'
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

const folding = new Set(['ToLower', 'ToUpper', 'ToLowerInvariant', 'ToUpperInvariant', 'LCase', 'UCase', 'Trim'])

/** How a hash of mail data was made: algorithm, and what was done to the text before; null when it is no hash. */
export function hashOf(asking: Asking, subject: Subject): string | null {
  const { spot } = subject.root
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || subject.grade === null) return null
  const own = subject.grade !== 'digest' && subject.grade !== 'measure' && isReckoned(ssa, spot.value)
  if (!own && subject.grade !== 'digest' && outsideCallAt(asking, spot)?.callee.name !== 'GetHashCode') return null
  let algorithm: string | null = own ? simpleMethod(asking, spot) : null
  const folds: string[] = []
  walkBack(asking, spot, ({ callee }) => {
    if (algorithm === null) algorithm = algorithmOf(callee.owner, callee.name)
    if (folding.has(callee.name)) folds.push(callee.name)
    return true
  })
  const before = [...new Set(folds)].reverse()
  return `${algorithm ?? simpleMethod(asking, spot)}${before.length === 0 ? '' : ` after ${before.join(', ')}`}`
}

/** `SHA256` of `SHA256Managed`; `HashAlgorithm` does not say which. */
function algorithmOf(owner: string, name: string): string | null {
  if (name === 'GetHashCode') return 'GetHashCode'
  const type = owner.startsWith('System.Security.Cryptography.') ? owner.slice('System.Security.Cryptography.'.length) : ''
  if (type === '' || type === 'HashAlgorithm' || type === 'KeyedHashAlgorithm' || type === 'HMAC') return null
  return type.replace(/(Managed|CryptoServiceProvider|Cng)$/, '')
}

/** `Namespace.Type::Name` of the method a value is in. */
function simpleMethod(asking: Asking, spot: Spot): string {
  const { assembly, row } = homeOfMethod(asking.view.program, asking.view.methodOf(spot.instance))
  const name = methodName(assembly, row)
  return name.slice(0, name.lastIndexOf('::') < 0 ? name.length : name.indexOf('(', name.lastIndexOf('::')))
}
