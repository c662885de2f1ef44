import { type Span, spanOf } from '../bytes/span.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import { type Body, bodySize, readBody } from '../il/body.ts'
import { lazy } from '../lazy.ts'
import { limits } from '../limits.ts'
import { type Metadata, openMetadata } from '../metadata/metadata.ts'
import { chooseStreams, isRoot, readRoot, rootsIn } from '../metadata/root.ts'
import { cell, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { type Token, tokenRow, tokenText } from '../metadata/token.ts'
import { type CliHeader, metadataSpan, readCliHeader } from '../pe/cli-header.ts'
import { type DebugInfo, readDebugDirectory } from '../pe/debug-directory.ts'
import { type Image, mappedImage, memoryAtRva, readImage, spanAtRva, zerosBehind } from '../pe/image.ts'
import { isMethodSig, makeNames, type Names } from './names.ts'
import { makeTypeLookup, type TypeLookup } from './type-lookup.ts'

/** One .NET assembly or module, opened: everything else is read from it on demand. */
export interface Assembly {
  readonly image: Image
  readonly cli: CliHeader
  readonly metadata: Metadata
  readonly names: Names
  readonly debug: () => DebugInfo
  /** TypeDef row by full name; of several with one name the first. For names in text: a TypeRef is looked up by `findTypeRow`. */
  readonly typeRows: () => ReadonlyMap<string, number>
  readonly typeLookup: () => TypeLookup
  /** Damage met so far; grows while more is read. */
  readonly defects: Defect[]
  readonly codeBudget: CodeBudget
  /** Names of members and methods by row, each written once. */
  readonly written: { readonly members: Map<number, MemberName>; readonly methods: Map<number, string> }
}

/** Bytes of code that may still be taken up, and by method row whether its body was: 1 taken, 2 refused or damaged. */
export interface CodeBudget {
  left: number
  readonly rows: Uint8Array
}

/** Opens a .NET file. Throws a `FormatError` when it is no PE image, has no CLI header, or its metadata root cannot be read. */
export function openAssembly(bytes: Uint8Array): Assembly {
  const image = readImage(spanOf(bytes))
  return openImage(image)
}

/**
 * The same from headers that were read already. Where no metadata is found as the file lies on disk, it is tried as a dump of
 * memory; where the CLI header points to none in either, a root is searched for.
 */
export function openImage(flat: Image): Assembly {
  const { image, cli, root } = locate(flat)
  const defects: Defect[] = [...image.defects]
  const metadata = openMetadata(root ?? searchedRoot(image, cli, defects), defects)
  const names = makeNames(metadata, defects, image.file.bytes.length)
  const codeBudget = { left: image.file.bytes.length * limits.codeReuse + limits.zeroFill, rows: new Uint8Array(rowCount(metadata.tables, 'MethodDef') + 1) }
  const typeRows = lazy(() => {
    const rows = new Map<string, number>()
    for (let row = rowCount(metadata.tables, 'TypeDef'); row >= 1; row--) rows.set(names.type(rowToken('TypeDef', row)), row)
    return rows
  })
  return {
    image,
    cli,
    metadata,
    names,
    debug: lazy(() => readDebugDirectory(image, defects)),
    typeRows,
    typeLookup: lazy(() => makeTypeLookup(metadata.tables, names)),
    defects,
    codeBudget,
    written: { members: new Map(), methods: new Map() },
  }
}

interface Located {
  readonly image: Image
  readonly cli: CliHeader
  /** The metadata from BSJB on; null where the header points to none. */
  readonly root: Span | null
}

function locate(flat: Image): Located {
  const found = [flat, mappedImage(flat)].map(attempt)
  const [onDisk] = found
  const best = found.find((one) => one.located !== null && one.located.root !== null) ?? found.find((one) => one.located !== null)
  if (best?.located) return best.located
  throw onDisk?.error ?? new FormatError('bad-magic', null, 'not a .NET file: there is no CLI header')
}

function attempt(image: Image): { readonly located: Located | null; readonly error: FormatError | null } {
  try {
    const cli = readCliHeader(image)
    return { located: cli === null ? null : { image, cli, root: findRoot(image, cli) }, error: null }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { located: null, error }
  }
}

/** The metadata from BSJB on, where the CLI header points to it; null where it does not. */
export function findRoot(image: Image, cli: CliHeader): Span | null {
  const root = salvage([], 'metadata root', () => metadataSpan(image, cli), null)
  return root !== null && isRoot(root) ? root : null
}

/**
 * Protectors for Mono clear fields of the CLI header, and evidence is half overwritten: a root that stands in the file with a
 * table stream tells more than none. Throws the error of the place that the header names where there is no other.
 */
function searchedRoot(image: Image, cli: CliHeader, defects: Defect[]): Span {
  for (const root of rootsIn(image.file)) {
    const streams = salvage([], 'metadata root', () => chooseStreams(root, readRoot(root, [])), null)
    if (streams === null || streams.tables === null || streams.tables.bytes.length === 0) continue
    defects.push({ code: 'bad-index', offset: cli.offset + 8, detail: `the CLI header points to no metadata; what stands at ${root.offset} was read` })
    return root
  }
  return metadataSpan(image, cli)
}

/** `Namespace.Type::Name(Param,Param)` of a MethodDef, generic arity after the name. */
export function methodName(assembly: Assembly, row: number): string {
  const { methods } = assembly.written
  const known = methods.get(row)
  if (known !== undefined) return known
  const name = assembly.names.takeRoom(0) ? makeMethodName(assembly, row) : null
  const kept = name !== null && assembly.names.takeRoom(name.length) ? name : `[${tokenText(methodToken(row))}]`
  methods.set(row, kept)
  return kept
}

function makeMethodName(assembly: Assembly, row: number): string {
  const { names, metadata } = assembly
  const owner = names.type(rowToken('TypeDef', names.methodOwner(row)))
  const name = names.nameAt(cell(metadata.tables, 'MethodDef', row, 'Name'))
  const sig = names.methodSig(row)
  if (sig === null) return `${owner}::${name}(?)`
  return `${owner}::${name}${arity(sig.genericParameters)}${names.parameters(sig)}`
}

/** The return type before it: `System.Void N.T::M(System.String)`. */
export function methodFullName(assembly: Assembly, row: number): string {
  const sig = assembly.names.methodSig(row)
  return `${sig === null ? '?' : assembly.names.typeSig(sig.returns)} ${methodName(assembly, row)}`
}

export function arity(count: number): string {
  return count > 0 ? `\`${count}` : ''
}

/** What a MemberRef names. `api` is `Type::Name` with the type's generic arguments left out. */
export interface MemberName {
  readonly owner: string
  readonly name: string
  readonly api: string
  /** `Type::Name(Param,Param)`; for a field the same as `api`. */
  readonly signature: string
  readonly isField: boolean
}

export function memberName(assembly: Assembly, row: number): MemberName {
  const { members } = assembly.written
  const known = members.get(row)
  if (known !== undefined) return known
  // what there is no room for is not even put together
  const made = assembly.names.takeRoom(0) ? makeMemberName(assembly, row) : null
  const unnamed = `[${tokenText(rowToken('MemberRef', row))}]`
  const hasRoom = made !== null && assembly.names.takeRoom(made.api.length + made.signature.length)
  const kept = hasRoom ? made : { owner: unnamed, name: unnamed, api: unnamed, signature: unnamed, isField: false }
  members.set(row, kept)
  return kept
}

function makeMemberName(assembly: Assembly, row: number): MemberName {
  const { names, metadata } = assembly
  const owner = parentName(assembly, cell(metadata.tables, 'MemberRef', row, 'Class'), names.openType)
  const name = names.nameAt(cell(metadata.tables, 'MemberRef', row, 'Name'))
  const sig = names.memberSig(row)
  const api = `${owner}::${name}`
  if (sig === null) return { owner, name, api, signature: `${api}(?)`, isField: false }
  if (!isMethodSig(sig)) return { owner, name, api, signature: api, isField: true }
  return { owner, name, api, signature: `${api}${names.parameters(sig)}`, isField: false }
}

/** As `dump members` writes it: with the return or field type, the owner in full, and generic arity. */
export function memberFullName(assembly: Assembly, row: number): string {
  const { names, metadata } = assembly
  const owner = parentName(assembly, cell(metadata.tables, 'MemberRef', row, 'Class'), names.type)
  const name = names.nameAt(cell(metadata.tables, 'MemberRef', row, 'Name'))
  const sig = names.memberSig(row)
  if (sig === null) return `? ${owner}::${name}(?)`
  if (!isMethodSig(sig)) return `${names.typeSig(sig)} ${owner}::${name}`
  return `${names.typeSig(sig.returns)} ${owner}::${name}${arity(sig.genericParameters)}${names.parameters(sig)}`
}

function parentName(assembly: Assembly, parent: number, type: (token: number) => string): string {
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'ModuleRef', parent)) return '[module]'
  if (isRowOf(tables, 'MethodDef', parent)) return assembly.names.type(rowToken('TypeDef', assembly.names.methodOwner(tokenRow(parent))))
  return type(parent)
}

const codeTypeMask = 0x0003 // ImplFlags: 0 is IL. II.23.1.11

/** A method's IL body; null when it has none (abstract, native, P/Invoke). Throws `bad-index`, `truncated`, `bad-value`. */
export function methodBody(assembly: Assembly, row: number): Body | null {
  const { tables } = assembly.metadata
  const rva = cell(tables, 'MethodDef', row, 'RVA')
  if (rva === 0 || (cell(tables, 'MethodDef', row, 'ImplFlags') & codeTypeMask) !== 0) return null
  return readBody(bodySpan(assembly, rva))
}

/** The bytes from a body's RVA on. Code that runs out of what the file holds of its section goes on in zeros, as in memory. */
function bodySpan({ image }: Assembly, rva: number): Span {
  const span = spanAtRva(image, rva)
  const needed = bodySize(span)
  if (needed <= span.bytes.length) return span
  return needed - span.bytes.length <= zerosBehind(image, rva) ? memoryAtRva(image, rva, needed) : span
}

/**
 * The same, with damage recorded once and null given instead. Methods may share one body, so that a small file could state
 * any amount of code: what they take together is held to `limits.codeReuse` times the file.
 */
export function salvagedBody(assembly: Assembly, row: number): Body | null {
  const { codeBudget, defects } = assembly
  const before = codeBudget.rows[row]
  if (before === 2) return null
  const body = before === 1 ? methodBody(assembly, row) : salvage(defects, `body of ${tokenText(methodToken(row))}`, () => budgeted(assembly, row), null)
  if (before !== 1) {
    codeBudget.rows[row] = body === null ? 2 : 1
    if (body?.ehDefect) defects.push(body.ehDefect)
  }
  return body
}

function tooMuchCode(offset: number | null): FormatError {
  return new FormatError('limit', offset, 'methods share more code than the file could hold', 'codeReuse')
}

const smallClause = 12 // bytes of the shorter form of an exception clause. II.25.4.6

function budgeted(assembly: Assembly, row: number): Body | null {
  // nothing more is read: the clauses alone would be work
  if (assembly.codeBudget.left < 0 && cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') !== 0) throw tooMuchCode(null)
  const body = methodBody(assembly, row)
  if (body === null) return null
  assembly.codeBudget.left -= body.code.bytes.length + body.clauses.length * smallClause
  if (assembly.codeBudget.left < 0) throw tooMuchCode(body.codeFileOffset)
  return body
}

/** The assembly's own name; null for a netmodule. */
export function assemblyIdentity(
  assembly: Assembly,
): { readonly name: string; readonly version: string; readonly culture: string; readonly publicKey: Span } | null {
  const { tables } = assembly.metadata
  if (rowCount(tables, 'Assembly') === 0) return null
  const { names } = assembly
  const empty = { bytes: new Uint8Array(), view: new DataView(new ArrayBuffer(0)), offset: 0 }
  return {
    name: names.nameAt(cell(tables, 'Assembly', 1, 'Name')),
    version: version(assembly, 'Assembly', 1),
    culture: names.nameAt(cell(tables, 'Assembly', 1, 'Culture')),
    publicKey: salvage(assembly.defects, 'public key', () => assembly.metadata.blob(cell(tables, 'Assembly', 1, 'PublicKey')), empty),
  }
}

/** `1.2.3.4` of an Assembly or AssemblyRef row. */
export function version(assembly: Assembly, table: 'Assembly' | 'AssemblyRef', row: number): string {
  const { tables } = assembly.metadata
  const parts = ['MajorVersion', 'MinorVersion', 'BuildNumber', 'RevisionNumber'] as const
  return parts.map((part) => cell(tables, table, row, part)).join('.')
}

/** The module version id; all zero where the file has none. */
export function moduleVersionId(assembly: Assembly): string {
  const read = () => assembly.metadata.guid(cell(assembly.metadata.tables, 'Module', 1, 'Mvid'))
  return salvage(assembly.defects, 'MVID', read, null) ?? '00000000-0000-0000-0000-000000000000'
}

export function methodToken(row: number): Token<'MethodDef'> {
  return rowToken('MethodDef', row)
}
