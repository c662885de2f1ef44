import type { Condition } from './case.ts'
import { alwaysWith } from './escalations.ts'
import { isMail } from './flow-join.ts'
import { flowGrounds, quote, type Telling } from './grounds.ts'
import { type Flow, flowPlace } from './leaving.ts'
import type { Finding } from './profile.ts'
import { entryKeys, isReached } from './reaching.ts'

const isKept = ({ source, sink }: Flow): boolean => isMail(source.kind) && source.grade === 'content' && sink.kind === 'file'

/** A file that goes to a place of somebody else's; whose file it is, and which, says its name. */
const isSent = (flow: Flow): boolean => flow.source.kind === 'file' && flowPlace(flow) === 'away'

/** Enough of a path stands in the code to tell it from others. */
const isTelling = (path: string): boolean => /[\p{L}\p{N}]{3}/u.test(path.replaceAll(/\{[^{}]*\}/g, ''))

/** The same path, or a file in the folder that is looked through. */
function isSameFile(kept: string, sent: string): boolean {
  if (!isTelling(sent)) return false
  const [file, other] = [kept.toLowerCase(), sent.toLowerCase()]
  return file === other || (file.startsWith(other) && /[\\/]/.test(file.charAt(other.length)))
}

/** Where neither has a name that is known: what is written is sent each time, by the same entry points. */
function isOneAct(writer: Finding, sender: Finding): boolean {
  const keys = entryKeys(writer)
  const others = new Set(entryKeys(sender))
  return keys.length > 0 && keys.every((key) => others.has(key)) && alwaysWith(writer, sender)
}

/** Those of the findings that send files, with what they send, that send the file this flow fills. */
function sendersOf(senders: readonly Telling[], writer: Finding, { sink }: Flow): Finding[] {
  const isOfIt = ({ finding, flows }: Telling) =>
    flows.some(({ source: { target } }) =>
      sink.target === null || target === null ? sink.target === target && isOneAct(writer, finding) : isSameFile(sink.target, target),
    )
  return senders.filter(isOfIt).map(({ finding }) => finding)
}

/** What is first put on the disk and later sent is sent, though the data was followed only to the disk. */
export const contentStaged: Condition = {
  id: 'content-staged',
  decision: 'escalate',
  asks: 'message content is written to a file, and files of that name or folder are sent to a place that is fixed in the code and is not this machine',
  points: 160,
  grounds: (one) => {
    const sending = one.findings.filter(isReached).map((finding): Telling => ({ finding, flows: finding.flows.filter(isSent) }))
    const known = sending.filter(({ flows }) => flows.length > 0)
    if (known.length === 0) return []
    const staged = one.findings.flatMap((finding): { readonly telling: Telling; readonly senders: readonly Finding[] }[] => {
      if (finding.level !== 'fed' || !isReached(finding)) return []
      const flows = finding.flows.filter(isKept)
      const senders = [...new Set(flows.flatMap((flow) => sendersOf(known, finding, flow)))]
      return senders.length === 0 ? [] : [{ telling: { finding, flows }, senders }]
    })
    const placesOf = (senders: readonly Finding[]) => [
      ...new Set(senders.flatMap(({ flows }) => flows.filter(isSent).flatMap(({ sink }) => sink.target ?? []))),
    ]
    const sendersBy = new Map(staged.map(({ telling, senders }) => [telling.finding, senders]))
    const add = ({ finding }: Telling) =>
      `; such files are sent to ${placesOf(sendersBy.get(finding) ?? [])
        .slice(0, 3)
        .map(quote)
        .join(', ')}`
    const grounds = flowGrounds(
      one,
      staged.map(({ telling }) => telling),
      add,
      () => '',
    )
    const sent = [...new Set(staged.flatMap(({ senders }) => senders.map(({ id }) => id)))]
    return grounds.map(({ text, findings }) => ({ text, findings: [...new Set([...findings, ...sent])] }))
  },
}
