import type { FlowResult, Hit } from '../flow/flow-result.ts'
import type { CodePlace } from '../flow/view.ts'
import { methodToken } from '../model/assembly.ts'
import { homeOfMethod, type Program } from '../model/program.ts'
import type { Wanted } from './extract.ts'
import type { Fact, Place } from './fact.ts'

/**
 * What following the data showed in one assembly of the set, as facts: calls that no instruction names, flows, texts that the
 * code hides, and places where following ended.
 */
export function flowFacts(program: Program, flow: FlowResult, index: number, wanted: Pick<Wanted, 'knows'>): Fact[] {
  const placeIn = (at: CodePlace): Place | null => {
    if (at.method <= 0) return null
    const home = homeOfMethod(program, at.method)
    return home.index === index ? { method: methodToken(home.row), ilOffset: at.ilOffset } : null
  }
  const facts: Fact[] = []
  for (const { api, signature, at } of flow.hiddenCalls) {
    const place = placeIn(at)
    if (place !== null && wanted.knows(api, signature)) facts.push({ kind: 'api', api, signature, receivers: [], constants: [], hidden: true, at: place })
  }
  for (const hit of flow.hits) {
    const place = placeIn(hit.sink.at)
    if (place !== null) facts.push({ kind: 'flow', hit: asMail(hit), at: place })
  }
  for (const { text, by, at } of flow.recovered) {
    const place = placeIn(at)
    if (place !== null) facts.push({ kind: 'recovered', text, by, at: place })
  }
  for (const unfollowed of flow.unfollowed) {
    const place = unfollowed.at === null ? null : placeIn(unfollowed.at)
    if (place !== null) facts.push({ kind: 'unfollowed', unfollowed, at: place })
  }
  return facts
}

/** Exchange sends what is put into these folders: a file there is a message. */
const pickup = /transportroles[\\/]+(?:pickup|replay)(?:[\\/]|$)/i

function asMail(hit: Hit): Hit {
  const { sink } = hit
  return sink.kind === 'file' && sink.target !== null && pickup.test(sink.target) ? { ...hit, sink: { ...sink, kind: 'mail-new' } } : hit
}
