import { decodeBody } from '../il/decode-body.ts'
import { op } from '../il/opcode-lookup.ts'
import { cell, rowToken } from '../metadata/tables.ts'
import { salvagedBody } from '../model/assembly.ts'
import type { MethodCode } from '../model/method-code.ts'
import { homeOfMethod, ownerOf, ownerOfField, type Program, resolveField } from '../model/program.ts'
import type { PromotedField } from './build-ssa-variables.ts'
import type { LogicalFlow } from './ssa.ts'
import { isThis } from './state-machine-walk.ts'

/** The fields of a state machine that are its method's variables, and which of them an instruction names (0: none). */
export interface Promoted {
  readonly fields: ReadonlyMap<number, PromotedField>
  readonly fieldAt: (instruction: number) => number
}

const nothing: Promoted = { fields: new Map(), fieldAt: () => 0 }

/** Rows have 24 bits in the number of a field, see `resolveField`. */
const rowUnit = 0x100_0000

/**
 * Fields of its own type that an undone state machine reads and writes on `this` alone, without taking their address, so that each
 * load has the value that was stored last. One that others write besides stays memory; one that only others write never changes here.
 */
export function promotedFields(program: Program, method: number, code: MethodCode, flow: LogicalFlow): Promoted {
  if (flow.stateField === null || code.stack.defects.length > 0) return nothing
  const owner = ownerOf(program, method)
  const byToken = new Map<number, number>()
  const named = (at: number): number => {
    const token = (code.code.operands[at] ?? 0) >>> 0
    const known = byToken.get(token)
    if (known !== undefined) return known
    const field = resolveField(program, code.index, token)
    const own = field !== 0 && ownerOfField(program, field) === owner ? field : 0
    byToken.set(token, own)
    return own
  }
  const read = new Set<number>()
  const stored = new Set<number>()
  const refused = new Set<number>([0])
  for (let at = 0; at < code.code.count; at++) {
    const opcode = code.code.opcodes[at]
    if (opcode === op['starg.s'] || opcode === op.starg || opcode === op['ldarga.s'] || opcode === op.ldarga) {
      if (code.code.operands[at] === 0) return nothing
    }
    if (opcode !== op.ldfld && opcode !== op.stfld && opcode !== op.ldflda) continue
    const field = named(at)
    const isReached = (flow.position[code.flow.blockOf[at] ?? 0] ?? -1) >= 0
    // clearing what was waited for is no use of it
    if (opcode === op.ldflda && isThis(code, at, 0) && code.code.opcodes[at + 1] === op.initobj) continue
    if (opcode === op.ldflda || (isReached && !isThis(code, at, 0))) refused.add(field)
    else (opcode === op.ldfld ? read : stored).add(field)
  }
  const fields = new Map<number, PromotedField>()
  for (const field of read) {
    const token = rowToken('Field', field % rowUnit)
    if (refused.has(field) || token === flow.stateField) continue
    const isOwn = stored.has(field)
    if (isOwn && !isWrittenBy(program, field, method)) continue
    fields.set(field, { token, isOwn })
  }
  return { fields, fieldAt: named }
}

const several = -1

/** Whether a method is the only one of the set that writes a field. Who writes which is found in one pass over all code and kept. */
function isWrittenBy(program: Program, field: number, method: number): boolean {
  const done = 'writers'
  if (!program.resolved.has(done)) {
    for (let other = 1; other <= program.methodCount; other++) noteWrites(program, other)
    program.resolved.set(done, 1)
  }
  return program.resolved.get(`writer:${field}`) === method
}

function noteWrites(program: Program, method: number): void {
  const { assembly, index, row } = homeOfMethod(program, method)
  const body = cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0 ? null : salvagedBody(assembly, row)
  if (body === null) return
  const { count, opcodes, operands } = decodeBody(body)
  for (let at = 0; at < count; at++) {
    const isStore = opcodes[at] === op.stfld
    // clearing a field, as Dispose does, gives it nothing
    if ((!isStore && opcodes[at] !== op.ldflda) || (isStore && opcodes[at - 1] === op.ldnull)) continue
    const key = `writer:${resolveField(program, index, (operands[at] ?? 0) >>> 0)}`
    const known = program.resolved.get(key)
    program.resolved.set(key, known === undefined || known === method ? method : several)
  }
}
