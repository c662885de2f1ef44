import { decodeCode } from '../il/instruction.ts'
import { cell, columnOf, rowCount } from '../metadata/tables.ts'
import { tokenText } from '../metadata/token.ts'
import { cliFlags } from '../pe/cli-header.ts'
import { spanAtRva } from '../pe/image.ts'
import { type Assembly, methodToken, salvagedBody } from './assembly.ts'
import type { Oddity } from './oddity.ts'

const codeTypeMask = 0x0003 // ImplFlags: 1 is native. II.23.1.11
const pinvokeFlag = 0x2000

/** Oddities of method bodies: encrypted ones do not decode, junk stops a reader, native stubs hide from one. */
export function* codeOddities(assembly: Assembly): Generator<Oddity> {
  const { tables } = assembly.metadata
  const rvas = columnOf(tables, 'MethodDef', 'RVA')
  let bodies = 0
  const junk: number[] = []
  const unread: number[] = []
  const native: number[] = []
  const odd: number[] = []
  for (let row = 1; row <= rowCount(tables, 'MethodDef'); row++) {
    if ((rvas[row] ?? 0) === 0) continue
    bodies++
    if ((cell(tables, 'MethodDef', row, 'ImplFlags') & codeTypeMask) !== 0) {
      if ((cell(tables, 'MethodDef', row, 'Flags') & pinvokeFlag) === 0) native.push(row)
      continue
    }
    const body = salvagedBody(assembly, row)
    if (body === null) unread.push(row)
    else if (decodeCode(body.code).invalid !== null) junk.push(row)
    if (body !== null && isOddHeader(assembly, rvas[row] ?? 0)) odd.push(row)
  }
  const first = (rows: readonly number[]) => tokenText(methodToken(rows[0] ?? 0))
  if (unread.length > 0)
    yield { id: 'code.unreadable', offset: null, detail: `${unread.length} of ${bodies} method bodies cannot be read, the first ${first(unread)}` }
  if (junk.length > 0)
    yield { id: 'code.junk', offset: null, detail: `${junk.length} of ${bodies} method bodies hold bytes that are no instructions, the first ${first(junk)}` }
  if (odd.length > 0)
    yield {
      id: 'code.header',
      offset: null,
      detail: `${odd.length} of ${bodies} method bodies have headers of a size or with flags no compiler writes, the first ${first(odd)}`,
    }
  if (native.length > 0 && (assembly.cli.flags & cliFlags.ilOnly) !== 0) {
    yield {
      id: 'code.native-stub',
      offset: null,
      detail: `${native.length} methods are native code in a file that says it holds IL only, the first ${first(native)}`,
    }
  }
}

/** A fat header that is not three words long: shorter ones have their code start inside themselves. Only for bodies that were read. */
function isOddHeader({ image }: Assembly, rva: number): boolean {
  const [first = 0, second = 0] = spanAtRva(image, rva).bytes
  return (first & 3) === 3 && second >> 4 !== fatWords
}

const fatWords = 3
