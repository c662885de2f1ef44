import { decodeBody } from '../../lib/il/decode-body.ts'
import { type Code, switchTargetsOf } from '../../lib/il/instruction.ts'
import { opcodeOperands, opcodeRow, opcodeSizes, operandCode } from '../../lib/il/opcode-lookup.ts'
import { rowCount } from '../../lib/metadata/tables.ts'
import { openAssembly, salvagedBody } from '../../lib/model/assembly.ts'
import { copyCell } from './mutate.ts'
import type { Sample } from './places.ts'
import type { Random } from './random.ts'

/** A sample whose code is known instruction by instruction. */
export interface CodeSample extends Sample {
  readonly methods: readonly MethodCode[]
  /** Tokens that stand in code, by table. */
  readonly tokens: ReadonlyMap<number, readonly number[]>
}

interface MethodCode {
  /** Where the code stands in the file, and its length. */
  readonly at: number
  readonly length: number
  readonly code: Code
  readonly clauses: number
}

/** Opcodes by size and kind of operand: one may stand where another of its group does. */
const groups = groupOpcodes()

/** Decodes what the mutations take apart. */
export function findCode(sample: Sample): CodeSample {
  const assembly = openAssembly(sample.bytes)
  const methods: MethodCode[] = []
  const tokens = new Map<number, number[]>()
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) {
    const body = salvagedBody(assembly, row)
    if (body === null) continue
    const code = decodeBody(body)
    if (code.count === 0) continue
    methods.push({ at: body.codeFileOffset, length: body.code.bytes.length, code, clauses: body.clauses.length })
    for (let index = 0; index < code.count; index++) {
      if (!isToken(code.opcodes[index] ?? 0)) continue
      const token = (code.operands[index] ?? 0) >>> 0
      const known = tokens.get(token >>> 24)
      if (known === undefined) tokens.set(token >>> 24, [token])
      else known.push(token)
    }
  }
  return { ...sample, methods, tokens }
}

type Change = (file: Uint8Array, sample: CodeSample, method: MethodCode, random: Random) => void

const changes: readonly Change[] = [
  changeOpcode,
  changeOpcode,
  changeTarget,
  changeTarget,
  changeToken,
  changeToken,
  changeToken,
  changeNumber,
  copyRun,
  copyRun,
  changeSwitch,
  changeClause,
  leaveOut,
  (file, sample, _, random) => void copyCell(file, sample, random),
]

/** A file with code that is other, and mostly still decodes: one to twelve changes at instructions, operands, clauses and rows. */
export function mutateCode(sample: CodeSample, random: Random): Uint8Array {
  const file = sample.bytes.slice()
  const count = 1 + random.below(random.chance(3) ? 12 : 4)
  for (let change = 0; change < count && sample.methods.length > 0; change++) random.pick(changes)(file, sample, random.pick(sample.methods), random)
  return file
}

const tokenKinds: ReadonlySet<number> = new Set([operandCode.method, operandCode.field, operandCode.type, operandCode.token, operandCode.string])

function isToken(opcode: number): boolean {
  return tokenKinds.has(opcodeOperands[opcode] ?? 0)
}

function groupOpcodes(): ReadonlyMap<string, readonly number[]> {
  const made = new Map<string, number[]>()
  for (let id = 0; id < 512; id++) {
    if (opcodeRow(id) === null) continue
    const key = groupOf(id)
    const group = made.get(key)
    if (group === undefined) made.set(key, [id])
    else group.push(id)
  }
  return made
}

function groupOf(id: number): string {
  return `${opcodeSizes[id]} ${opcodeOperands[id]}`
}

function write(file: Uint8Array, at: number, value: number, size: number): void {
  for (let k = 0; k < size && at + k < file.length; k++) file[at + k] = (value >> (8 * k)) & 0xff
}

function changeOpcode(file: Uint8Array, _: CodeSample, { at, code }: MethodCode, random: Random): void {
  const index = random.below(code.count)
  const other = random.pick(groups.get(groupOf(code.opcodes[index] ?? 0)) ?? [0])
  const place = at + (code.offsets[index] ?? 0)
  if (other < 256) write(file, place, other, 1)
  else write(file, place + 1, other - 256, 1)
}

/** An instruction of some kind, the next one from a random place on; null where there is none. */
function find(code: Code, random: Random, is: (opcode: number) => boolean): number | null {
  const start = random.below(code.count)
  for (let step = 0; step < code.count; step++) {
    const index = (start + step) % code.count
    if (is(code.opcodes[index] ?? 0)) return index
  }
  return null
}

function operandAt(at: number, code: Code, index: number): number {
  return at + (code.offsets[index] ?? 0) + ((code.opcodes[index] ?? 0) < 256 ? 1 : 2)
}

function changeTarget(file: Uint8Array, _: CodeSample, { at, code }: MethodCode, random: Random): void {
  const isShort = (opcode: number) => opcodeOperands[opcode] === operandCode.branch8
  const index = find(code, random, (opcode) => isShort(opcode) || opcodeOperands[opcode] === operandCode.branch32)
  if (index === null) return
  const next = code.offsets[index + 1] ?? code.end
  const target = random.chance(12) ? random.below(code.end + 8) : (code.offsets[random.below(code.count)] ?? 0)
  write(file, operandAt(at, code, index), target - next, isShort(code.opcodes[index] ?? 0) ? 1 : 4)
}

function changeToken(file: Uint8Array, sample: CodeSample, { at, code }: MethodCode, random: Random): void {
  const index = find(code, random, isToken)
  if (index === null) return
  const table = (code.operands[index] ?? 0) >>> 24
  const all = random.chance(8) ? random.pick([...sample.tokens.values()]) : (sample.tokens.get(table) ?? [])
  if (all.length > 0) write(file, operandAt(at, code, index), random.pick(all), 4)
}

/** A constant, a variable or an argument of another number. */
function changeNumber(file: Uint8Array, _: CodeSample, { at, code }: MethodCode, random: Random): void {
  const index = find(code, random, (opcode) => opcodeOperands[opcode] === operandCode.u8var || opcodeOperands[opcode] === operandCode.i8)
  if (index !== null) write(file, operandAt(at, code, index), random.chance(4) ? random.below(256) : random.below(8), 1)
}

/** Instructions from elsewhere in the place of others; what is left of the last of them becomes `nop`. */
function copyRun(file: Uint8Array, sample: CodeSample, { at, code }: MethodCode, random: Random): void {
  const from = random.chance(2) ? random.pick(sample.methods) : { at, code }
  const [source, target] = [random.below(from.code.count), random.below(code.count)]
  const count = 1 + random.below(12)
  const start = from.code.offsets[source] ?? 0
  const bytes = sample.bytes.slice(from.at + start, from.at + (from.code.offsets[source + count] ?? from.code.end))
  const first = code.offsets[target] ?? 0
  let last = target
  while (last < code.count && (code.offsets[last] ?? 0) - first < bytes.length) last++
  const room = (last < code.count ? (code.offsets[last] ?? 0) : code.end) - first
  const kept = bytes.length <= room ? bytes : bytes.subarray(0, room)
  file.fill(0, at + first, at + first + room)
  file.set(kept, at + first)
}

function changeSwitch(file: Uint8Array, _: CodeSample, { at, code }: MethodCode, random: Random): void {
  const index = find(code, random, (opcode) => opcodeOperands[opcode] === operandCode.switch)
  if (index === null) return
  const place = operandAt(at, code, index)
  const targets = switchTargetsOf(code, index).length
  if (random.chance(6)) write(file, place, random.chance(2) ? random.below(2 * targets + 2) : 0xffff_fff0, 4)
  else write(file, place + 4 + 4 * random.below(targets), (code.offsets[random.below(code.count)] ?? 0) - (code.offsets[index + 1] ?? code.end), 4)
}

/** Offsets and lengths of exception clauses, small or fat; the section lies behind the code on a multiple of four. II.25.4.5 */
function changeClause(file: Uint8Array, _: CodeSample, { at, length, code, clauses }: MethodCode, random: Random): void {
  if (clauses === 0) return
  const section = (at + length + 3) & ~3
  const isFat = ((file[section] ?? 0) & 0x40) !== 0
  const place = section + 4 + random.below(clauses) * (isFat ? 24 : 12)
  const value = code.offsets[random.below(code.count)] ?? 0
  if (isFat) write(file, place + 4 * random.below(6), random.chance(6) ? random.below(5) : value, 4)
  else write(file, place + random.pick([0, 2, 4, 5, 7, 8]), random.chance(6) ? random.below(5) : value, random.pick([1, 2]))
}

function leaveOut(file: Uint8Array, _: CodeSample, { at, code }: MethodCode, random: Random): void {
  const index = random.below(code.count)
  file.fill(0, at + (code.offsets[index] ?? 0), at + (code.offsets[index + 1] ?? code.end))
}
