import { salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { readLocalsSig, type TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { MethodCode } from '../model/method-code.ts'
import { type Program, resolveType } from '../model/program.ts'
import { shapeOf } from './callee.ts'
import { isValueType } from './value-types.ts'

/** By local of a method: the struct of the set that it is of, else 0. At most `limits.parameters` locals are looked at. */
export function structLocals(program: Program, code: MethodCode): readonly number[] {
  const { tables } = code.assembly.metadata
  const token = code.body.localVarSigTok
  if (!isRowOf(tables, 'StandAloneSig', token)) return []
  const read = () => readLocalsSig(code.assembly.metadata.blob(cell(tables, 'StandAloneSig', tokenRow(token), 'Signature')))
  const types = salvage<TypeSig[]>(code.assembly.defects, 'locals', read, [])
  return types.slice(0, limits.parameters).map((type) => structOf(program, code.index, type))
}

/** The struct of the set that a type is, else 0. */
export function structOf(program: Program, index: number, type: TypeSig): number {
  const { token } = shapeOf(type)
  const own = token === 0 ? 0 : resolveType(program, index, token)
  return own !== 0 && isValueType(program, own) ? own : 0
}
