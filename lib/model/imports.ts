import { cell, isRowOf, rowCount } from '../metadata/tables.ts'
import { type Token, tokenRow } from '../metadata/token.ts'
import { type Assembly, methodToken } from './assembly.ts'

/** A P/Invoke method: the native function it stands for. II.22.22 */
export interface NativeImport {
  readonly method: Token<'MethodDef'>
  readonly module: string
  readonly function: string
}

/** All P/Invoke methods, in the order of ImplMap. */
export function nativeImports(assembly: Assembly): NativeImport[] {
  const { tables } = assembly.metadata
  const { names } = assembly
  const imports: NativeImport[] = []
  for (let row = 1; row <= rowCount(tables, 'ImplMap'); row++) {
    const member = cell(tables, 'ImplMap', row, 'MemberForwarded')
    if (!isRowOf(tables, 'MethodDef', member)) continue
    const scope = cell(tables, 'ImplMap', row, 'ImportScope')
    imports.push({
      method: methodToken(tokenRow(member)),
      module: isRowOf(tables, 'ModuleRef', scope) ? names.nameAt(cell(tables, 'ModuleRef', tokenRow(scope), 'Name')) : '',
      function: names.nameAt(cell(tables, 'ImplMap', row, 'ImportName')),
    })
  }
  return imports
}
