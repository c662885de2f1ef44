import { salvage } from '../errors.ts'
import { opcodeName } from '../il/opcode-lookup.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { MethodCode } from './method-code.ts'
import type { Origin } from './origin.ts'

/** Opcodes that name a variable: those with an operand give null for their number. */
function variableOpcodes(prefix: string, more: readonly string[]): ReadonlyMap<number, number | null> {
  const opcodes = new Map<number, number | null>()
  for (let id = 0; id < 512; id++) {
    const name = opcodeName(id)
    if (name === null || !(name.startsWith(`${prefix}.`) || name === prefix || more.includes(name))) continue
    const digit = name.slice(prefix.length + 1)
    opcodes.set(id, /^[0-3]$/.test(digit) ? Number(digit) : null)
  }
  return opcodes
}

export const argumentLoads = variableOpcodes('ldarg', ['ldarga', 'ldarga.s'])
export const localLoads = variableOpcodes('ldloc', ['ldloca', 'ldloca.s'])
export const localWrites = variableOpcodes('stloc', [])
export const argumentWrites = variableOpcodes('starg', [])

/** The variable an instruction names; null when it is none of these opcodes. */
export function variable(code: MethodCode, at: number, opcode: number, opcodes: ReadonlyMap<number, number | null>): number | null {
  const fixed = opcodes.get(opcode)
  return fixed === undefined ? null : (fixed ?? code.code.operands[at] ?? 0)
}

/** A local without stores (a struct that is filled in place): its declared type. */
export function declaredLocal(code: MethodCode, method: number, local: number): Origin {
  const { tables } = code.assembly.metadata
  const token = code.body.localVarSigTok
  if (!isRowOf(tables, 'StandAloneSig', token)) return { kind: 'unknown' }
  const read = () => code.assembly.metadata.signatures.locals(cell(tables, 'StandAloneSig', tokenRow(token), 'Signature'))
  const type = salvage<readonly TypeSig[]>(code.assembly.defects, 'locals', read, [])[local]
  return type === undefined ? { kind: 'unknown' } : { kind: 'parameter', type: code.assembly.names.typeSig(type), method, position: -1 }
}
