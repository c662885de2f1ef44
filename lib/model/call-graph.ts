import { decodeBody } from '../il/decode-body.ts'
import type { Code } from '../il/instruction.ts'
import { op, opcodeOperands, operandCode } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, columnOf, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, memberName, salvagedBody } from './assembly.ts'
import { append, type Growing, growing } from './growing.ts'
import { liveIn } from './live.ts'
import { findOverrides, type Overrides } from './overrides.ts'
import { baseOf, homeOfMethod, homeOfType, methodByKey, ownerOf, ownerOfField, type Program, resolveField, resolveMethod, resolveType } from './program.ts'
import { makeTypeArgumentCache, type TypeArgumentCache, typeArgumentsOf } from './type-arguments.ts'

/**
 * Candidate calls of a whole set, from the type hierarchy: nothing a program of these types can do is missing but what
 * reflection and native code do, and some edges are never taken. Three kinds of nodes, numbered without gaps:
 *
 *   m                    method m runs
 *   methods + m          virtual method m is called: m or whatever overrides it runs
 *   2 * methods + t      an object of type t is given to code outside the set: what it overrides may be called back
 *
 * Edges of node n stand at `starts[n] .. starts[n + 1]`: the node they lead to, and the IL offset of the instruction that
 * does it (-1 for the two helper kinds).
 */
export interface CallGraph {
  readonly program: Program
  readonly overrides: Overrides
  readonly nodes: number
  readonly starts: Int32Array
  readonly targets: Int32Array
  readonly sites: Int32Array
  /** 1 where the edge is a method pointer (`ldftn`): the method runs when somebody calls the delegate. */
  readonly pointers: Uint8Array
  /** Methods whose code was decoded, of those that have any. */
  readonly analysed: number
  /** Methods with a body; one of native code cannot be analysed. */
  readonly bodies: number
}

/** One pass over the code of every assembly of the set; damage to a body is recorded in its assembly. */
export function makeCallGraph(program: Program): CallGraph {
  const overrides = findOverrides(program)
  const methods = program.methodCount
  const nodes = 2 * methods + program.typeCount + 1
  const starts = new Int32Array(nodes + 1)
  const targets = growing()
  const sites = growing()
  const pointers = growing()
  const seen = { analysed: 0, bodies: 0 }
  const edges: Edges = { pointers, targets, sites, methods, typeArguments: makeTypeArgumentCache() }
  for (let method = 1; method <= methods; method++) {
    starts[method] = targets.length
    methodEdges(program, method, edges, seen)
  }
  for (let method = 1; method <= methods; method++) {
    starts[methods + method] = targets.length
    edge(targets, sites, method, -1)
    for (const one of overrides.of(method)) edge(targets, sites, methods + one, -1)
  }
  const room = { left: limits.callbackSteps }
  for (let type = 1; type <= program.typeCount; type++) {
    starts[2 * methods + type] = targets.length
    callbackEdges(program, overrides, type, edges, room)
  }
  starts[nodes] = targets.length
  return {
    program,
    overrides,
    nodes,
    starts,
    targets: targets.values.slice(0, targets.length),
    sites: sites.values.slice(0, sites.length),
    pointers: marked(pointers, targets.length),
    ...seen,
  }
}

function marked(places: Growing, length: number): Uint8Array {
  const marks = new Uint8Array(length)
  for (let at = 0; at < places.length; at++) marks[places.values[at] ?? 0] = 1
  return marks
}

/** Past the bound a type shares its base's callbacks, and whatever overrides them: more candidates, none lost. */
function callbackEdges(program: Program, overrides: Overrides, type: number, { targets, sites, methods }: Edges, room: { left: number }): void {
  room.left -= overrides.weight(type)
  if (room.left >= 0) {
    for (const one of overrides.callbacks(type)) edge(targets, sites, one.method, -1)
    return
  }
  for (const one of overrides.ownCallbacks(type)) edge(targets, sites, methods + one.method, -1)
  const base = baseOf(program, type)
  if (base !== 0) edge(targets, sites, 2 * methods + base, -1)
}

function edge(targets: Growing, sites: Growing, target: number, site: number): void {
  append(targets, target)
  append(sites, site)
}

interface Edges {
  /** Places of edges that are method pointers. */
  readonly pointers: Growing
  readonly targets: Growing
  readonly sites: Growing
  readonly methods: number
  readonly typeArguments: TypeArgumentCache
}

/** What one method's code leads to. */
interface Visit extends Edges {
  readonly program: Program
  readonly index: number
  readonly assembly: Assembly
  readonly method: number
}

function methodEdges(program: Program, method: number, edges: Edges, seen: { analysed: number; bodies: number }): void {
  const { index, assembly, row } = homeOfMethod(program, method)
  if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) return
  seen.bodies++
  const body = salvagedBody(assembly, row)
  if (body === null) return
  const code = decodeBody(body)
  if (code.invalid === null) seen.analysed++
  else {
    const offset = body.codeFileOffset + code.invalid.at
    assembly.defects.push({ code: 'bad-value', offset, detail: `code of method 0x${(0x0600_0000 + row).toString(16)} cannot be decoded past here` })
  }
  codeEdges({ ...edges, program, index, assembly, method }, code, liveIn(code, body))
}

function codeEdges(visit: Visit, code: Code, isLive: (instruction: number) => boolean): void {
  let activates = false
  const typesNamed: { type: number; site: number }[] = []
  for (let at = 0; at < code.count; at++) {
    const opcode = code.opcodes[at] ?? 0
    const kind = opcodeOperands[opcode]
    if (!isLive(at)) continue
    if (kind !== operandCode.method && kind !== operandCode.field && kind !== operandCode.type && kind !== operandCode.token) continue
    const token = (code.operands[at] ?? 0) >>> 0
    const site = code.offsets[at] ?? 0
    if (kind === operandCode.method) activates = callEdges(visit, opcode, token, site) || activates
    else if (kind === operandCode.field) fieldEdges(visit, opcode, token, site)
    else if (opcode === op.box || opcode === op['constrained.']) givenOutside(visit, resolveType(visit.program, visit.index, token), site)
    else if (opcode === op.ldtoken) {
      const type = resolveType(visit.program, visit.index, token)
      if (type !== 0) typesNamed.push({ type, site })
    }
  }
  // typeof(T) beside Activator.CreateInstance: T is made by reflection
  if (activates) for (const { type, site } of typesNamed) constructed(visit, type, site)
}

function to(visit: Visit, node: number, site: number): void {
  edge(visit.targets, visit.sites, node, site)
}

function givenOutside(visit: Visit, type: number, site: number): void {
  if (type !== 0) to(visit, 2 * visit.methods + type, site)
}

/** An object of this type is made through its parameterless constructor. */
function constructed(visit: Visit, type: number, site: number): void {
  const instanceConstructor = methodByKey(visit.program, type, '.ctor()')
  if (instanceConstructor === 0) return
  to(visit, instanceConstructor, site)
  initialises(visit, type, site)
  givenOutside(visit, type, site)
}

/** The type's initialiser runs before the first use of its statics or, unless it is beforefieldinit, of a constructor. II.10.5.3 */
function initialises(visit: Visit, type: number, site: number): void {
  const initialiser = type === 0 ? 0 : methodByKey(visit.program, type, '.cctor()')
  if (initialiser !== 0 && initialiser !== visit.method) to(visit, initialiser, site)
}

function isBeforeFieldInit(program: Program, type: number): boolean {
  const { assembly, row } = homeOfType(program, type)
  return (cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & typeFlags.beforeFieldInit) !== 0
}

function fieldEdges(visit: Visit, opcode: number, token: number, site: number): void {
  if (opcode !== op.ldsfld && opcode !== op.stsfld && opcode !== op.ldsflda) return
  const field = resolveField(visit.program, visit.index, token)
  if (field !== 0) initialises(visit, ownerOfField(visit.program, field), site)
}

/** Gives whether the call makes objects from Type values. */
function callEdges(visit: Visit, opcode: number, token: number, site: number): boolean {
  const { program, index, assembly } = visit
  const target = resolveMethod(program, index, token)
  const activates = target === 0 && outsideApi(assembly, token) === 'System.Activator::CreateInstance'
  genericArguments(visit, token, activates, site)
  if (target === 0) return activates
  const flags = flagsOf(program, target)
  const dispatched = (opcode === op.callvirt || opcode === op.ldvirtftn) && (flags & methodFlags.virtual) !== 0
  to(visit, dispatched ? visit.methods + target : target, site)
  if (opcode === op.ldftn || opcode === op.ldvirtftn) append(visit.pointers, visit.targets.length - 1)
  // a call of a constructor is that of a base or of a value in place
  if (opcode === op.newobj || (flags & (methodFlags.static | rtSpecialName)) !== 0) {
    const owner = ownerOf(program, target)
    if (owner !== 0 && !isBeforeFieldInit(program, owner)) initialises(visit, owner, site)
    if (opcode === op.newobj) givenOutside(visit, owner, site)
  }
  return activates
}

const rtSpecialName = 0x1000 // constructors and initialisers. II.23.1.10

function flagsOf(program: Program, method: number): number {
  const { assembly, row } = homeOfMethod(program, method)
  return columnOf(assembly.metadata.tables, 'MethodDef', 'Flags')[row] ?? 0
}

/** `Type::Name` of a member outside the set; '' for what is no MemberRef. */
function outsideApi(assembly: Assembly, token: number): string {
  const { tables } = assembly.metadata
  const member = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  return isRowOf(tables, 'MemberRef', member) ? memberName(assembly, tokenRow(member)).api : ''
}

/** Objects of types of the set that are type arguments are given to what is called, or made there. Only generic calls come here. */
function genericArguments(visit: Visit, token: number, activates: boolean, site: number): void {
  const { types, makes } = typeArgumentsOf(visit.typeArguments, visit.program, visit.index, token)
  for (const type of types) {
    givenOutside(visit, type, site)
    if (makes || activates) constructed(visit, type, site)
  }
}
