import { type Defect, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { readExactString } from '../metadata/heaps.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { runOf } from '../metadata/runs.ts'
import type { MethodSig, TypeSig } from '../metadata/signature.ts'
import { cell, columnOf, firstRowWhere, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'

/**
 * One notation for types and members of one assembly: `Namespace.Outer/Inner`, ``List`1<System.String>``, `T[]`, `T&`,
 * `!0`. Each name is made once. Nothing here throws for what the file says: a name that cannot be read is
 * written as its token in brackets, and the damage is a defect.
 */
export interface Names {
  /** TypeDef, TypeRef or TypeSpec. */
  readonly type: (token: number) => string
  readonly typeSig: (sig: TypeSig) => string
  /** The type itself: a generic instance without its arguments, an array or pointer as it stands. */
  readonly openType: (token: number) => string
  /** `Namespace.Type` of the type that declares a MethodDef row. */
  readonly methodOwner: (row: number) => number
  readonly methodSig: (row: number) => MethodSig | null
  readonly memberSig: (row: number) => MethodSig | TypeSig | null
  /** `Name(Param,Param)` with generic arity after the name. */
  readonly parameters: (sig: MethodSig) => string
  readonly nameAt: (index: number) => string
  /** The same for look-ups: equal only where the bytes are, as the CLR compares names. What cannot be read is equal to nothing. */
  readonly exactAt: (index: number) => string
  /** The TypeDef row that a TypeDef row is nested in; 0 where it is in none. */
  readonly outerOf: (row: number) => number
  /** Takes room for text that is kept. False where none is left, which is told: rows are small, and each may name a long chain of types. */
  readonly takeRoom: (characters: number) => boolean
}

/** The signature's shape tells a method from a field. */
export function isMethodSig(sig: MethodSig | TypeSig): sig is MethodSig {
  return 'parameters' in sig
}

/** `fileSize` bounds what is written in all, see `limits.nameText`. */
export function makeNames(md: Metadata, defects: Defect[], fileSize: number): Names {
  const { tables, signatures } = md
  let left = fileSize * limits.nameText + limits.nameTextFree
  const takeRoom = (characters: number): boolean => {
    const before = left
    left -= characters
    if (before >= 0 && left < 0) {
      defects.push({ code: 'limit', offset: null, detail: 'the names together are longer than a file of this size writes', limit: 'nameText' })
    }
    return left >= 0
  }
  const typeNames = new Map<number, string>()
  /** Types whose names are being put together: one that comes up in its own is written as its token there. */
  const making = new Set<number>()
  const methodSigs = new Map<number, MethodSig | null>()
  const memberSigs = new Map<number, MethodSig | TypeSig | null>()
  const owners = ownersOfMethods(md)

  const broken = new Map<number, string>()
  const nameAt = (index: number): string => broken.get(index) ?? salvage(defects, 'name', () => md.string(index), null) ?? brokenName(index)
  const brokenName = (index: number): string => {
    const name = `[name 0x${index.toString(16)}]`
    broken.set(index, name)
    return name
  }
  const exactAt = (index: number): string => {
    const name = nameAt(index)
    if (broken.has(index)) return `\ufffd\ufffd${index}`
    return name.includes('\ufffd') ? readExactString(md.streams.strings, index) : name
  }

  const type = (token: number): string => typeAt(token, 0)

  const typeAt = (token: number, depth: number): string => {
    const known = typeNames.get(token)
    if (known !== undefined) return known
    if (making.has(token)) {
      defects.push({ code: 'cycle', offset: null, detail: `type ${tokenText(token)} contains itself` })
      return `[${tokenText(token)}]`
    }
    making.add(token)
    const name = salvage(defects, `name of type ${tokenText(token)}`, () => makeTypeName(token, depth), `[${tokenText(token)}]`)
    making.delete(token)
    const kept = takeRoom(name.length) ? name : `[${tokenText(token)}]`
    typeNames.set(token, kept)
    return kept
  }

  const makeTypeName = (token: number, depth: number): string => {
    if (depth > limits.signatureDepth) throw new FormatError('cycle', null, 'types contain each other')
    if (isRowOf(tables, 'TypeDef', token)) return defName(tokenRow(token))
    if (isRowOf(tables, 'TypeRef', token)) return refName(tokenRow(token))
    if (isRowOf(tables, 'TypeSpec', token)) return sigName(signatures.typeSpec(cell(tables, 'TypeSpec', tokenRow(token), 'Signature')), depth + 1)
    throw new FormatError('bad-index', null, `there is no type ${tokenText(token)}`)
  }

  const qualified = (namespace: number, name: number): string => {
    const space = nameAt(namespace)
    return space === '' ? nameAt(name) : `${space}.${nameAt(name)}`
  }

  const chainName = (row: number, outerOf: (row: number) => number, own: (row: number) => string): string => {
    const parts: string[] = []
    const seen = new Set<number>()
    for (let at = row; at !== 0; at = outerOf(at)) {
      if (seen.has(at) || seen.size > limits.chain) throw new FormatError('cycle', null, 'a type is nested in itself')
      seen.add(at)
      parts.push(own(at))
    }
    return capped(parts.reverse().join('/'))
  }

  const enclosing = columnOf(tables, 'NestedClass', 'EnclosingClass')
  const outerDef = (row: number): number => {
    return tokenRow(enclosing[firstRowWhere(tables, 'NestedClass', 'NestedClass', rowToken('TypeDef', row))] ?? 0)
  }
  const defSpaces = columnOf(tables, 'TypeDef', 'TypeNamespace')
  const defNames = columnOf(tables, 'TypeDef', 'TypeName')
  const defName = (row: number) => chainName(row, outerDef, (at) => qualified(defSpaces[at] ?? 0, defNames[at] ?? 0))

  const scopes = columnOf(tables, 'TypeRef', 'ResolutionScope')
  const outerRef = (row: number): number => {
    const scope = scopes[row] ?? 0
    return isRowOf(tables, 'TypeRef', scope) ? tokenRow(scope) : 0
  }
  const refSpaces = columnOf(tables, 'TypeRef', 'TypeNamespace')
  const refNames = columnOf(tables, 'TypeRef', 'TypeName')
  const refName = (row: number) => chainName(row, outerRef, (at) => qualified(refSpaces[at] ?? 0, refNames[at] ?? 0))

  const sigName = (sig: TypeSig, depth: number): string => {
    switch (sig.kind) {
      case 'primitive':
        return sig.name
      case 'named':
        return typeAt(sig.token, depth + 1)
      case 'generic':
        return capped(`${sigName(sig.type, depth + 1)}<${sig.args.map((arg) => sigName(arg, depth + 1)).join(',')}>`)
      case 'variable':
        return `${sig.ofMethod ? '!!' : '!'}${sig.index}`
      case 'vector':
        return capped(`${sigName(sig.of, depth + 1)}[]`)
      case 'array':
        return capped(`${sigName(sig.of, depth + 1)}[${','.repeat(Math.max(0, sig.rank - 1))}]`)
      case 'byRef':
        return capped(`${sigName(sig.of, depth + 1)}&`)
      case 'pointer':
        return capped(`${sigName(sig.of, depth + 1)}*`)
      case 'pinned':
        return sigName(sig.of, depth + 1)
      case 'modified':
        return capped(`${sigName(sig.of, depth + 1)} ${sig.required ? 'modreq' : 'modopt'}(${typeAt(sig.modifier, depth + 1)})`)
      case 'function':
        return capped(`method ${sigName(sig.signature.returns, depth + 1)} *(${sig.signature.parameters.map((one) => sigName(one, depth + 1)).join(',')})`)
      default:
        return unreachable(sig)
    }
  }

  const openType = (token: number): string => {
    if (!isRowOf(tables, 'TypeSpec', token)) return type(token)
    const sig = salvage(defects, 'type', () => signatures.typeSpec(cell(tables, 'TypeSpec', tokenRow(token), 'Signature')), null)
    return sig?.kind === 'generic' ? sigName(sig.type, 0) : type(token)
  }

  const methodSig = (row: number): MethodSig | null => {
    const known = methodSigs.get(row)
    if (known !== undefined) return known
    const read = () => signatures.method(cell(tables, 'MethodDef', row, 'Signature'))
    const sig = salvage(defects, `signature of ${tokenText(rowToken('MethodDef', row))}`, read, null)
    methodSigs.set(row, sig)
    return sig
  }

  const memberSig = (row: number): MethodSig | TypeSig | null => {
    const known = memberSigs.get(row)
    if (known !== undefined) return known
    const read = () => signatures.member(cell(tables, 'MemberRef', row, 'Signature'))
    const sig = salvage(defects, `signature of ${tokenText(rowToken('MemberRef', row))}`, read, null)
    memberSigs.set(row, sig)
    return sig
  }

  const typeSig = (sig: TypeSig): string => salvage(defects, 'type', () => sigName(sig, 0), '[type]')
  const lists = new WeakMap<MethodSig, string>()
  const parameters = (sig: MethodSig): string => {
    const known = lists.get(sig)
    if (known !== undefined) return known
    const text = salvage(defects, 'parameters', () => capped(`(${capped(sig.parameters.map(typeSig).join(','))})`), '(?)')
    // any number of rows share a signature, which is decoded once
    if (takeRoom(text.length)) lists.set(sig, text)
    return text
  }
  return {
    type,
    typeSig,
    openType,
    methodOwner: (row) => owners[row] ?? 0,
    methodSig,
    memberSig,
    parameters,
    nameAt,
    exactAt,
    outerOf: outerDef,
    takeRoom,
  }
}

function capped(name: string): string {
  if (name.length > limits.nameLength) throw new FormatError('limit', null, 'a name is too long to be written', 'nameLength')
  return name
}

function unreachable(value: never): never {
  throw new TypeError(`no such signature: ${JSON.stringify(value)}`)
}

/** TypeDef row by MethodDef row: the runs of MethodList turned round, once. */
function ownersOfMethods(md: Metadata): Int32Array {
  const owners = new Int32Array(rowCount(md.tables, 'MethodDef') + 1)
  for (let row = 1; row <= rowCount(md.tables, 'TypeDef'); row++) {
    for (const method of runOf(md.tables, 'TypeDef', row, 'MethodList', 'MethodDef')) owners[method] = row
  }
  return owners
}
