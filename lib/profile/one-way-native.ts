import { type Case, type Condition, isFollowed } from './case.ts'
import { isMail } from './flow-join.ts'
import { flowGrounds, type Telling } from './grounds.ts'
import type { Finding } from './profile.ts'
import { entryKeys, isReached } from './reaching.ts'

/** What goes to native code, by the function. */
function givenTo(one: Case): Map<string, Telling[]> {
  const functions = new Map<string, Telling[]>()
  for (const finding of one.findings) {
    const flows = finding.level === 'fed' ? finding.flows.filter(({ source, sink }) => isMail(source.kind) && sink.kind === 'native') : []
    for (const target of new Set(flows.flatMap(({ sink }) => sink.target ?? []))) {
      const known = functions.get(target) ?? []
      functions.set(target, known)
      known.push({ finding, flows: flows.filter(({ sink }) => sink.target === target) })
    }
  }
  return functions
}

const isWhole = (tellings: readonly Telling[]) => tellings.some(({ flows }) => flows.some(({ source }) => source.grade === 'content'))
const hasAddresses = (tellings: readonly Telling[]) => tellings.some(({ flows }) => flows.some(({ source }) => source.kind === 'mail-envelope'))

/** May an answer of native code decide on what else is done with the mail, or go somewhere? Also where a condition could not be read. */
function isAnswered(one: Case, tellings: readonly Telling[]): boolean {
  const given = new Set(tellings.map(({ finding }) => finding))
  const keys = new Set(tellings.flatMap(({ finding }) => entryKeys(finding)))
  const isUse = ({ condition, flows }: Finding) =>
    condition.state === 'partial' ||
    condition.state === 'not-analysed' ||
    condition.anyOf.some((all) => all.some(({ subject }) => subject === 'native-result' || subject === 'unknown')) ||
    flows.some(({ source }) => source.kind === 'native')
  return one.findings.some((other) => isReached(other) && !given.has(other) && entryKeys(other).some((key) => keys.has(key)) && isUse(other))
}

/** A scanner says what it found. What gets everything and says nothing works for somebody else. */
export const oneWayNative: Condition = {
  id: 'one-way-native',
  decision: 'escalate',
  asks: 'one native function gets message content and the addresses of the envelope, and no answer of native code decides on anything',
  points: 150,
  grounds: (one) => {
    if (!isFollowed(one)) return []
    const oneWay = [...givenTo(one).values()].filter((tellings) => isWhole(tellings) && hasAddresses(tellings) && !isAnswered(one, tellings))
    return flowGrounds(one, oneWay.flat(), () => ', which answers nothing that is used')
  },
}
