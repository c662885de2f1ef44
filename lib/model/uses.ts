import { decodeBody } from '../il/decode-body.ts'
import { op } from '../il/opcode-lookup.ts'
import { cell } from '../metadata/tables.ts'
import { salvagedBody } from './assembly.ts'
import { homeOfMethod, type Program, resolveField, resolveMethod } from './program.ts'

/** An instruction of a method of the set, by number. */
export interface Site {
  readonly method: number
  readonly instruction: number
}

/** Who calls each method and who stores into each field: the way back from a parameter or a field to its values. */
export interface Uses {
  readonly callers: ReadonlyMap<number, readonly Site[]>
  readonly stores: ReadonlyMap<number, readonly Site[]>
}

/** One pass over all code of the set. Calls count for the method they name; overrides are the asker's business. */
export function findUses(program: Program): Uses {
  const callers = new Map<number, Site[]>()
  const stores = new Map<number, Site[]>()
  for (let method = 1; method <= program.methodCount; method++) {
    const { assembly, index, row } = homeOfMethod(program, method)
    if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) continue
    const body = salvagedBody(assembly, row)
    if (body === null) continue
    const code = decodeBody(body)
    for (let instruction = 0; instruction < code.count; instruction++) {
      const opcode = code.opcodes[instruction]
      const token = (code.operands[instruction] ?? 0) >>> 0
      if (opcode === op.call || opcode === op.callvirt || opcode === op.newobj) add(callers, resolveMethod(program, index, token), { method, instruction })
      else if (opcode === op.stfld || opcode === op.stsfld) add(stores, resolveField(program, index, token), { method, instruction })
    }
  }
  return { callers, stores }
}

function add(map: Map<number, Site[]>, key: number, site: Site): void {
  if (key === 0) return
  const sites = map.get(key)
  if (sites === undefined) map.set(key, [site])
  else sites.push(site)
}
