import { cell } from '../metadata/tables.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'
import { type Assembly, methodName, salvagedBody } from '../model/assembly.ts'
import { evidenceAssembly, homeOfMethod, type Program } from '../model/program.ts'
import type { Evidence } from './profile.ts'

/** An instruction of a method of the set, as a place a colleague can open: method, token, IL offset and offset in the file. */
export function evidenceAt(program: Program, method: number, ilOffset: number | null, api: string | null): Evidence {
  const { index, assembly, row } = homeOfMethod(program, method)
  return {
    assembly: evidenceAssembly(program, index),
    method: methodName(assembly, row),
    token: tokenText(0x0600_0000 | row),
    ilOffset,
    fileOffset: ilOffset === null ? null : fileOffsetOf(assembly, row, ilOffset),
    api,
  }
}

/** Something the metadata names without code around it. */
export function evidenceOfToken(program: Program, index: number, token: number, api: string | null): Evidence {
  const assembly = program.assemblies[index]
  const isMethod = token >>> 24 === 0x06 && assembly !== undefined
  return {
    assembly: evidenceAssembly(program, index),
    method: isMethod ? methodName(assembly, tokenRow(token)) : null,
    token: tokenText(token),
    ilOffset: null,
    fileOffset: null,
    api,
  }
}

function fileOffsetOf(assembly: Assembly, row: number, ilOffset: number): number | null {
  if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) return null
  const body = salvagedBody(assembly, row)
  return body === null ? null : body.codeFileOffset + ilOffset
}
