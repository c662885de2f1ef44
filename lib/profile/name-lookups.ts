import { u8, u32 } from '../bytes/span.ts'
import type { Hit } from '../flow/flow-result.ts'
import { op } from '../il/opcode-lookup.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName, salvagedBody } from '../model/assembly.ts'
import { homeOfMethod, type Program } from '../model/program.ts'
import { hasHole } from './place.ts'

const calls: ReadonlySet<number> = new Set([op.call, op.callvirt, op.newobj])
const callSize = 5
/** Characters of a name that the name service takes. */
const longestName = 255

/** Members that find hosts and addresses in a text: what lists of bad links are asked for. */
const picking = /^System\.(?:Text\.RegularExpressions\.|Uri::|UriBuilder::|Net\.Mail\.MailAddress::)/

/** Does a member ask the name service for the name it is given? */
export function isNameLookup(member: string): boolean {
  return member.startsWith('System.Net.Dns::')
}

/** Is what is asked for picked from the text as hosts and addresses are, rather than the text itself, piece by piece? */
export function isPickedName(program: Program, { sink, steps }: Hit): boolean {
  return isNameLookup(sink.member) && steps.some(({ method, ilOffset }) => picking.test(calledAt(program, method, ilOffset)))
}

/** Is the end of the name a domain that stands in the code, behind parts that are not known: `{mail-body}.t.example.net`? */
export function isUnderDomain(target: string | null): boolean {
  const name = (target ?? '').slice(-longestName)
  const domain = /\.(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}\.?$/i.exec(name)
  return target !== null && domain !== null && hasHole(target.slice(0, target.length - name.length + domain.index))
}

/** `Namespace.Type::Name` of the member outside the set that the instruction at a place calls; empty for all else. */
function calledAt(program: Program, method: number, ilOffset: number): string {
  const { assembly, row } = homeOfMethod(program, method)
  const code = salvagedBody(assembly, row)?.code
  if (code === undefined || ilOffset < 0 || ilOffset + callSize > code.bytes.length || !calls.has(u8(code, ilOffset))) return ''
  const { tables } = assembly.metadata
  const token = u32(code, ilOffset + 1)
  const plain = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  return isRowOf(tables, 'MemberRef', plain) ? memberName(assembly, tokenRow(plain)).api : ''
}
