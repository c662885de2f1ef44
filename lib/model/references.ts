import { sha1 } from '@noble/hashes/legacy.js'
import { salvage } from '../errors.ts'
import { cell, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { type Token, tokenRow } from '../metadata/token.ts'
import { type Assembly, version } from './assembly.ts'

export interface AssemblyReference {
  readonly token: Token<'AssemblyRef'>
  readonly name: string
  readonly version: string
  readonly culture: string
  /** Eight bytes as lower-case hex; null where the reference gives no key. */
  readonly publicKeyToken: string | null
}

const fullPublicKey = 0x0001 // AssemblyFlags. II.23.1.2

/** The assemblies this one names, in row order. II.22.5 */
export function assemblyReferences(assembly: Assembly): AssemblyReference[] {
  const { tables } = assembly.metadata
  const references: AssemblyReference[] = []
  for (let row = 1; row <= rowCount(tables, 'AssemblyRef'); row++) {
    const key = salvage(assembly.defects, 'public key', () => assembly.metadata.blob(cell(tables, 'AssemblyRef', row, 'PublicKeyOrToken')).bytes, null)
    const full = (cell(tables, 'AssemblyRef', row, 'Flags') & fullPublicKey) !== 0
    references.push({
      token: rowToken('AssemblyRef', row),
      name: assembly.names.nameAt(cell(tables, 'AssemblyRef', row, 'Name')),
      version: version(assembly, 'AssemblyRef', row),
      culture: assembly.names.nameAt(cell(tables, 'AssemblyRef', row, 'Culture')),
      publicKeyToken: key === null || key.length === 0 ? null : full ? publicKeyToken(key) : hex(key),
    })
  }
  return references
}

/** The last eight bytes of a public key's SHA-1, turned round. II.6.3 */
export function publicKeyToken(publicKey: Uint8Array): string {
  return hex(sha1(publicKey).subarray(12).reverse())
}

export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** Name of the assembly a type stands in; null for this assembly's own. */
export function assemblyOfType(assembly: Assembly, typeRefRow: number): string | null {
  const { tables } = assembly.metadata
  let scope: number = cell(tables, 'TypeRef', typeRefRow, 'ResolutionScope')
  for (let step = 0; step < 64 && isRowOf(tables, 'TypeRef', scope); step++) scope = cell(tables, 'TypeRef', tokenRow(scope), 'ResolutionScope')
  return isRowOf(tables, 'AssemblyRef', scope) ? assembly.names.nameAt(cell(tables, 'AssemblyRef', tokenRow(scope), 'Name')) : null
}
