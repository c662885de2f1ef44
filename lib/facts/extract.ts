import { salvage } from '../errors.ts'
import type { Body } from '../il/body.ts'
import { decodeBody } from '../il/decode-body.ts'
import { type Code, indexAt } from '../il/instruction.ts'
import { op, opcodeOperands, operandCode } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import { cell, columnOf, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { type Token, tokenRow, tokenTable } from '../metadata/token.ts'
import { type Assembly, type MemberName, memberName, methodToken, salvagedBody } from '../model/assembly.ts'
import { attributeType } from '../model/attributes.ts'
import { type NativeImport, nativeImports } from '../model/imports.ts'
import { calledSig } from '../model/method-code.ts'
import { oddities } from '../model/oddities.ts'
import { constantOf, originsOf, type Tracer } from '../model/origins.ts'
import { baseNameOf, chainOf, methodId, resolveMethod, typeNameOf } from '../model/program.ts'
import type { ConstantValue, Fact, Place } from './fact.ts'

/** What the judging side asks for, so that nothing is worked out in vain. Names as in `Fact`. */
export interface Wanted {
  readonly knows: (api: string, signature: string) => boolean
  readonly wantsConstants: (api: string) => boolean
  readonly wantsReceiver: (api: string) => boolean
}

/** Everything seen in one assembly of the set, in metadata order: code first, then what is only named. */
export function extractFacts(tracer: Tracer, index: number, wanted: Wanted): Fact[] {
  const assembly = tracer.program.assemblies[index]
  if (assembly === undefined) return []
  const scan: Scan = {
    tracer,
    assembly,
    index,
    wanted,
    members: new Map(),
    natives: new Map(nativeImports(assembly).map((one) => [one.method, one])),
    used: new Set(),
    facts: [],
  }
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) scanMethod(scan, row)
  return [...scan.facts, ...namedOnly(scan), ...typeFacts(assembly), ...overrideFacts(scan), ...attributeFacts(assembly), ...oddityFacts(assembly)]
}

interface WantedMember {
  readonly member: MemberName
  readonly constants: boolean
  readonly receiver: boolean
}

interface Scan {
  readonly tracer: Tracer
  readonly assembly: Assembly
  readonly index: number
  readonly wanted: Wanted
  /** By MemberRef row: null where no rule asks for it. */
  readonly members: Map<number, WantedMember | null>
  readonly natives: ReadonlyMap<Token<'MethodDef'>, NativeImport>
  /** Tokens of MemberRefs and P/Invoke methods that some instruction uses. */
  readonly used: Set<number>
  readonly facts: Fact[]
}

function scanMethod(scan: Scan, row: number): void {
  const { assembly } = scan
  if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) return
  const body = salvagedBody(assembly, row)
  if (body === null) return
  const code = decodeBody(body)
  for (let instruction = 0; instruction < code.count; instruction++) {
    const opcode = code.opcodes[instruction] ?? 0
    const kind = opcodeOperands[opcode]
    const token = (code.operands[instruction] ?? 0) >>> 0
    const at: Place = { method: methodToken(row), ilOffset: code.offsets[instruction] ?? 0 }
    if (opcode === op.ldstr) stringFact(scan, token, at)
    else if (kind === operandCode.method || kind === operandCode.field) memberFact(scan, token, at, opcode, instruction)
  }
  emptyCatches(scan, body, code, row)
}

function stringFact(scan: Scan, token: number, at: Place): void {
  const { assembly } = scan
  const value = salvage<string | null>(assembly.defects, 'string', () => assembly.metadata.userString(tokenRow(token)), null)
  if (value !== null) scan.facts.push({ kind: 'string', value, at })
}

function memberFact(scan: Scan, token: number, at: Place, opcode: number, instruction: number): void {
  const { tables } = scan.assembly.metadata
  const named: number = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  if (tokenTable(named) === 0x06) {
    const native = scan.natives.get(methodToken(tokenRow(named)))
    if (native === undefined) return
    scan.used.add(named)
    scan.facts.push({ kind: 'native', module: native.module, function: native.function, at })
    return
  }
  if (!isRowOf(tables, 'MemberRef', named)) return
  scan.used.add(named)
  const wanted = wantedMember(scan, tokenRow(named))
  if (wanted === null) return
  const method = methodId(scan.tracer.program, scan.index, tokenRow(at.method))
  const calls = opcode === op.call || opcode === op.callvirt || opcode === op.newobj
  scan.facts.push({
    kind: 'api',
    api: wanted.member.api,
    signature: wanted.member.signature,
    receivers: calls && wanted.receiver ? receivers(scan, method, instruction, token, opcode) : [],
    constants: calls && wanted.constants ? constants(scan, method, instruction, token, opcode) : [],
    at,
  })
}

function wantedMember(scan: Scan, row: number): WantedMember | null {
  const known = scan.members.get(row)
  if (known !== undefined) return known
  const wanted = makeWanted(scan, row)
  scan.members.set(row, wanted)
  return wanted
}

function makeWanted(scan: Scan, row: number): WantedMember | null {
  // what stands in the set is followed, not judged by its name
  if (resolveMethod(scan.tracer.program, scan.index, rowToken('MemberRef', row)) !== 0) return null
  const member = memberName(scan.assembly, row)
  if (!scan.wanted.knows(member.api, member.signature)) return null
  return { member, constants: scan.wanted.wantsConstants(member.api), receiver: scan.wanted.wantsReceiver(member.api) }
}

function receiverCount(scan: Scan, token: number, opcode: number): number {
  return opcode !== op.newobj && calledSig(scan.assembly, token)?.hasThis === true ? 1 : 0
}

/** Type names the receiver can be, and the members that gave it: `System.IO.FileStream`, `System.Net.WebRequest::GetRequestStream`. */
function receivers(scan: Scan, method: number, instruction: number, token: number, opcode: number): string[] {
  if (receiverCount(scan, token, opcode) === 0) return []
  const { tracer } = scan
  const names = new Set<string>()
  for (const origin of originsOf(tracer, method, instruction, 0)) {
    if (origin.kind === 'outside') names.add(origin.type).add(origin.api)
    else if (origin.kind === 'parameter') names.add(origin.type)
    else if (origin.kind === 'new' && origin.owner === 0) names.add(origin.type)
    else if (origin.kind === 'this' || origin.kind === 'new') {
      for (const type of chainOf(tracer.program, origin.owner)) {
        names.add(typeNameOf(tracer.program, type))
        const base = baseNameOf(tracer.program, type)
        if (base !== null) names.add(base)
      }
    }
  }
  return [...names].filter((name) => name !== '').map((name) => (name.endsWith('&') ? name.slice(0, -1) : name))
}

function constants(scan: Scan, method: number, instruction: number, token: number, opcode: number): ConstantValue[] {
  const count = calledSig(scan.assembly, token)?.parameters.length ?? 0
  const first = receiverCount(scan, token, opcode)
  return Array.from({ length: Math.min(count, 16) }, (_, place) => constantOf(scan.tracer, method, instruction, first + place))
}

/** A catch whose handler only drops the exception. Compilers write `pop; leave`, without optimisation with nops. */
function emptyCatches(scan: Scan, body: Body, code: Code, row: number): void {
  for (const clause of body.clauses) {
    if (clause.kind !== 'catch') continue
    const first = indexAt(code, clause.handlerOffset)
    if (first < 0) continue
    let at = first
    while (at < code.count && at - first <= mostDropped && (droppers.has(code.opcodes[at] ?? 0) || hoists(scan.assembly, code, at))) at++
    const left = code.opcodes[at]
    const end = clause.handlerOffset + clause.handlerLength
    if ((left === op.leave || left === op['leave.s']) && at - first <= mostDropped && (code.offsets[at] ?? 0) < end) {
      scan.facts.push({ kind: 'empty-catch', tried: clause.tryOffset, at: { method: methodToken(row), ilOffset: clause.handlerOffset } })
    }
  }
}

/** Instructions of a handler that only drops: a longer one is not looked through, for clauses may share theirs. */
const mostDropped = 6

// without optimisation `catch (Exception e)` keeps its variable, in a state machine in a field
const droppers = new Set([
  ...[op.pop, op.nop, op['ldarg.0']],
  ...[op['stloc.0'], op['stloc.1'], op['stloc.2'], op['stloc.3'], op['stloc.s']],
  ...[op['ldloc.0'], op['ldloc.1'], op['ldloc.2'], op['ldloc.3'], op['ldloc.s']],
])

/** Is the variable put into the field that stands for it, `<e>5__1`? A field with a name of its own keeps the exception for someone. */
function hoists(assembly: Assembly, code: Code, at: number): boolean {
  const token = (code.operands[at] ?? 0) >>> 0
  const { tables } = assembly.metadata
  if (code.opcodes[at] !== op.stfld || !isRowOf(tables, 'Field', token)) return false
  return assembly.names.nameAt(cell(tables, 'Field', tokenRow(token), 'Name')).includes('>5__')
}

function* namedOnly(scan: Scan): Generator<Fact> {
  const { assembly } = scan
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MemberRef'); row++) {
    const token = rowToken('MemberRef', row)
    const wanted = scan.used.has(token) ? null : wantedMember(scan, row)
    if (wanted !== null) yield { kind: 'api-reference', api: wanted.member.api, signature: wanted.member.signature, token }
  }
  for (const native of scan.natives.values()) {
    if (!scan.used.has(native.method)) yield { kind: 'native-reference', module: native.module, function: native.function, token: native.method }
  }
}

function* typeFacts(assembly: Assembly): Generator<Fact> {
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'TypeRef'); row++) {
    const token = rowToken('TypeRef', row)
    yield { kind: 'type', type: assembly.names.type(token), token }
  }
}

/** A method counts for what its own type or, through overrides, a base says that it takes the place of. */
function* overrideFacts(scan: Scan): Generator<Fact> {
  const { tracer, assembly, index } = scan
  const { program, graph } = tracer
  const flags = columnOf(assembly.metadata.tables, 'MethodDef', 'Flags')
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) {
    if (((flags[row] ?? 0) & methodFlags.virtual) === 0 || ((flags[row] ?? 0) & methodFlags.abstract) !== 0) continue
    const apis = new Set<string>()
    const seen = new Set([methodId(program, index, row)])
    for (const one of seen) {
      for (const api of graph.overrides.apisOf(one)) apis.add(api)
      for (const declaration of graph.overrides.declarations(one)) if (seen.size < limits.chain) seen.add(declaration)
    }
    for (const api of apis) yield { kind: 'override', api, token: methodToken(row) }
  }
}

function* attributeFacts(assembly: Assembly): Generator<Fact> {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'CustomAttribute'); row++) {
    const parent = cell(tables, 'CustomAttribute', row, 'Parent')
    if (!isRowOf(tables, 'Assembly', parent) && !isRowOf(tables, 'Module', parent)) continue
    yield { kind: 'attribute', type: attributeType(assembly, row), token: rowToken('CustomAttribute', row) }
  }
}

function* oddityFacts(assembly: Assembly): Generator<Fact> {
  for (const { id, offset, detail } of oddities(assembly)) yield { kind: 'oddity', oddity: id, detail, offset }
}
