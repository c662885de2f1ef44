import type { Code } from '../../lib/il/instruction.ts'
import { indexAt } from '../../lib/il/instruction.ts'
import { op } from '../../lib/il/opcode-lookup.ts'
import { openAssembly } from '../../lib/model/assembly.ts'
import { makeCodeCache, methodCode } from '../../lib/model/method-code.ts'
import { makeProgram } from '../../lib/model/program.ts'
import { firstMethod, ref, token } from './generated-agent.ts'

// An oracle for the analysis of flows: the agents of `generatedAgent` are run, on a message whose subject is marked, and what really got
// to the file is noted. It shares nothing with the analysis but the decoder of instructions.

/** A text, of which only the length counts and whether it was made of the subject. */
interface Text {
  readonly length: number
  readonly marked: boolean
}
interface Address {
  readonly load: () => Value
  readonly store: (value: Value) => void
}
type Value = Text | Address | number | 'this' | null

/** Thrown where a run ends: an exception of the agent's, or a budget. */
const ended = new Error('ended')

/** What was seen of one message. */
export interface Run {
  /** Where marked text was really written: `token:ilOffset` of each call. */
  readonly marked: ReadonlySet<string>
  /** Where anything was written. */
  readonly written: ReadonlySet<string>
  /** The handler came to its end: no exception, no circle without end. */
  readonly ended: boolean
}

/** Sends messages with subjects of these lengths through one agent, one after the other. */
export function runMarked(image: Uint8Array, lengths: readonly number[]): Run[] {
  const program = makeProgram(openAssembly(image), [])
  const cache = makeCodeCache(program)
  const fields = new Map<number, Value>()
  let marked = new Set<string>()
  let written = new Set<string>()
  let left = 0

  function run(row: number, text: Value, depth: number): Value {
    const method = methodCode(cache, row)
    if (method === null || depth > 40) throw ended
    const { code } = method
    const frame: Value[] = ['this', text, 0, null]
    const stack: Value[] = []
    const pop = (): Value => stack.pop() ?? null
    const address = (place: number): Address => ({
      load: () => frame[place] ?? null,
      store: (value) => {
        frame[place] = value
      },
    })
    for (let at = 0; at < code.count; at++) {
      if (--left < 0) throw ended
      const opcode = code.opcodes[at] ?? 0
      const operand = code.operands[at] ?? 0
      switch (opcode) {
        case op.nop:
          break
        case op['ldarg.0']:
          stack.push('this')
          break
        case op['ldarg.1']:
          stack.push(frame[1] ?? null)
          break
        case op['starg.s']:
          frame[operand] = pop()
          break
        case op['ldloc.0']:
          stack.push(frame[2] ?? null)
          break
        case op['ldloc.1']:
          stack.push(frame[3] ?? null)
          break
        case op['stloc.0']:
          frame[2] = pop()
          break
        case op['stloc.1']:
          frame[3] = pop()
          break
        case op['ldloca.s']:
          stack.push(address(2 + operand))
          break
        case op['ldarga.s']:
          stack.push(address(operand))
          break
        case op['ldind.ref']:
          stack.push(addressOf(pop()).load())
          break
        case op['stind.ref']: {
          const value = pop()
          addressOf(pop()).store(value)
          break
        }
        case op.dup: {
          const value = pop()
          stack.push(value, value)
          break
        }
        case op.pop:
          pop()
          break
        case op['ldc.i4.0']:
        case op['ldc.i4.1']:
          stack.push(opcode === op['ldc.i4.1'] ? 1 : 0)
          break
        case op['ldc.i4.s']:
          stack.push(operand)
          break
        case op.add:
          stack.push(number(pop()) + number(pop()))
          break
        case op.xor:
          stack.push(number(pop()) ^ number(pop()))
          break
        case op.ldstr:
          stack.push({ length: 1, marked: false })
          break
        case op.ldfld:
          pop()
          stack.push(fields.get(operand) ?? null)
          break
        case op.stfld: {
          const value = pop()
          pop()
          fields.set(operand, value)
          break
        }
        case op.br:
          at = target(code, operand)
          break
        case op.ble:
        case op.bgt:
        case op.blt: {
          const right = number(pop())
          const left_ = number(pop())
          if (opcode === op.ble ? left_ <= right : opcode === op.bgt ? left_ > right : left_ < right) at = target(code, operand)
          break
        }
        case op.switch: {
          const chosen = number(pop())
          if (chosen >= 0 && chosen < (code.switchTargets[operand] ?? 0)) at = target(code, code.switchTargets[operand + 1 + chosen] ?? 0)
          break
        }
        case op.call: {
          const called = operand - token.methodDef
          if (operand >= token.memberRef) {
            const isMarked = callOutside(operand - token.memberRef, stack)
            const place = `${token.methodDef + row}:${code.offsets[at] ?? 0}`
            if (isMarked !== null) written.add(place)
            if (isMarked === true) marked.add(place)
          } else {
            const value = pop()
            pop()
            stack.push(run(called, value, depth + 1))
          }
          break
        }
        case op.ret:
          return pop()
        default:
          throw new TypeError(`the oracle has no opcode ${opcode}`)
      }
    }
    throw ended
  }

  return lengths.map((length) => {
    marked = new Set()
    written = new Set()
    left = 20_000
    try {
      run(firstMethod, { length, marked: true }, 0)
      return { marked, written, ended: true }
    } catch (error) {
      if (error !== ended) throw error
      return { marked, written, ended: false }
    }
  })
}

/** Whether marked text was written; null where nothing was. */
function callOutside(member: number, stack: Value[]): boolean | null {
  switch (member) {
    case ref.concat: {
      const [second, first] = [stack.pop() ?? null, stack.pop() ?? null]
      const both = [first, second].map((one) => (one === null ? { length: 0, marked: false } : textOf(one)))
      stack.push({ length: both.reduce((sum, { length }) => sum + length, 0), marked: both.some(({ marked }) => marked) })
      return null
    }
    case ref.writeAllText: {
      const content = stack.pop() ?? null
      stack.pop()
      return content !== null && textOf(content).marked
    }
    case ref.getChars:
      stack.pop()
      textOf(stack.pop() ?? null)
      stack.push(65)
      return null
    case ref.getLength:
      stack.push(textOf(stack.pop() ?? null).length)
      return null
    default:
      throw new TypeError(`the oracle has no member ${member}`)
  }
}

function target(code: Code, ilOffset: number): number {
  return indexAt(code, ilOffset) - 1
}

function textOf(value: Value): Text {
  if (typeof value !== 'object' || value === null || !('marked' in value)) throw ended
  return value
}

function addressOf(value: Value): Address {
  if (typeof value !== 'object' || value === null || !('load' in value)) throw ended
  return value
}

function number(value: Value): number {
  if (typeof value !== 'number') throw ended
  return value
}
