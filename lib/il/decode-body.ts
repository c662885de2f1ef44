import type { Body } from './body.ts'
import { decodeByFlow } from './decode-by-flow.ts'
import { type Code, decodeCode } from './instruction.ts'

/**
 * A body's instructions for analysis: one after the other, or, where junk stops that, those that control can reach. A dump shows
 * the bytes in order instead, see `decodeCode`. Never throws.
 */
export function decodeBody(body: Body): Code {
  const code = decodeCode(body.code)
  return code.invalid === null ? code : decodeByFlow(body.code, body.clauses)
}
