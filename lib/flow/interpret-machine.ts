import { salvage } from '../errors.ts'
import { isFollowed } from '../il/blocks.ts'
import { op, opcodeIds, opcodeName } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { readLocalsSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { methodName } from '../model/assembly.ts'
import { type MethodCode, methodCode } from '../model/method-code.ts'
import { homeOfMethod } from '../model/program.ts'
import { basicOps } from './interpret-basic.ts'
import { callDelegate, callOps, invokeOutside } from './interpret-calls.ts'
import { exceptionOps, handled } from './interpret-exceptions.ts'
import { fieldOps } from './interpret-fields.ts'
import { memoryOps } from './interpret-memory.ts'
import { objectOps } from './interpret-objects.ts'
import { type Frame, type Handler, type Machine, type Prepared, type Run, spend, zeroOfShape } from './interpret-run.ts'
import { stored } from './interpret-storage.ts'
import { shapeOfSig } from './interpret-types.ts'
import { isTrap, loaded, type Result, type Storage, stop, type Trap, type Value } from './interpret-values.ts'

const handlers: (Handler | undefined)[] = new Array(opcodeIds).fill(undefined)
for (const [name, handler] of [...basicOps, ...memoryOps, ...fieldOps, ...objectOps, ...exceptionOps, ...callOps]) handlers[op[name]] = handler

/** A run with fresh statics, as far as the machine's time lasts. */
export function startRun(machine: Machine): Run {
  const run: Run = {
    machine,
    steps: Math.min(limits.interpretSteps, machine.left),
    memory: limits.interpretMemory,
    depth: 0,
    statics: new Map(),
    initialised: new Map(),
    written: new Set(),
    entered: new Set(),
    tolerant: 0,
    invoke: (method, args) => invoke(run, method, args),
    invokeOutside: (site, member, args, isVirtual) => invokeOutside(run, site, member, args, isVirtual),
    callDelegate: (delegate, args) => callDelegate(run, delegate, args),
  }
  return run
}

function invoke(run: Run, method: number, args: readonly Value[]): Result {
  const code = methodCode(run.machine.cache, method)
  if (code === null) return stop(nameOf(run, method))
  if (run.depth >= limits.interpretDepth) {
    run.machine.log.hit.add('interpretDepth')
    return stop('limit interpretDepth')
  }
  const prepared = prepare(run.machine, method, code)
  const short = spend(run, 1 + (prepared.locals.length >> 1))
  if (short !== null) return short
  const locals: Value[] = []
  for (const shape of prepared.locals) {
    const zero = zeroOfShape(run, shape)
    if (isTrap(zero)) return zero
    locals.push(zero)
  }
  if (args.length !== prepared.args.length) return stop(`${nameOf(run, method)} takes another number of arguments`)
  const given = prepared.args.map((storage, place) => stored(storage, loaded(args[place] ?? null)))
  const frame: Frame = {
    method,
    code,
    prepared,
    stack: [],
    locals,
    args: given,
    at: 0,
    next: 0,
    constrained: 0,
    pending: [],
    caught: new Map(),
    result: null,
  }
  run.entered.add(method)
  run.depth++
  const result = execute(run, frame)
  run.depth--
  return result
}

function nameOf(run: Run, method: number): string {
  const { assembly, row } = homeOfMethod(run.machine.program, method)
  return methodName(assembly, row)
}

/** How a method's variables are kept; worked out once. */
function prepare(machine: Machine, method: number, { assembly, index, row, body }: MethodCode): Prepared {
  const known = machine.prepared.get(method)
  if (known !== undefined) return known
  const sig = assembly.names.methodSig(row)
  const args: Storage[] = (sig?.parameters ?? []).map((one) => shapeOfSig(machine.types, index, one).storage)
  if (sig?.hasThis && !sig.explicitThis) args.unshift('unknown')
  const { metadata } = assembly
  const token = body.localVarSigTok
  const read = () => readLocalsSig(metadata.blob(cell(metadata.tables, 'StandAloneSig', tokenRow(token), 'Signature')))
  const types = isRowOf(metadata.tables, 'StandAloneSig', token) ? salvage(assembly.defects, 'local variables', read, []) : []
  const made = { args, locals: types.map((type) => shapeOfSig(machine.types, index, type)) }
  machine.prepared.set(method, made)
  return made
}

/** Runs instructions until the method returns, throws, or nothing more can be done. */
function execute(run: Run, frame: Frame): Result {
  const { code, stack } = frame.code
  const { operandStart } = stack
  while (frame.next >= 0) {
    const at = frame.next
    frame.at = at
    if (at >= code.count) return stop('code that runs off its end')
    const short = --run.steps < 0 ? spend(run, 0) : null
    if (short !== null) return short
    const opcode = code.opcodes[at] ?? 0
    const handler = handlers[opcode]
    if (handler === undefined) return stop(`opcode ${opcodeName(opcode) ?? opcode}`)
    if (frame.stack.length < (operandStart[at + 1] ?? 0) - (operandStart[at] ?? 0)) return stop('an operand stack that is empty')
    frame.next = code.invalid !== null && !isFollowed(code, at) ? code.count : at + 1
    const trap = handler(run, frame, code.operands[at] ?? 0)
    const left: Trap | null = trap?.kind === 'throw' ? handled(run, frame, trap.exception) : trap
    if (left !== null) return left
  }
  return frame.result
}
