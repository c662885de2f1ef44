import { type SinkKind, sinkKinds } from '../flow/label.ts'
import { joined, type Quote } from './condition-words.ts'
import type { Finding, FlowEnd } from './profile.ts'

type Flow = Finding['flows'][number]

/** Kinds of sources in words. `constant`: what stands in the code itself. */
export const sourceWords: ReadonlyMap<string, string> = new Map([
  ['mail-mime', 'the whole message'],
  ['mail-body', 'the body'],
  ['mail-attachment', 'attachments'],
  ['mail-attachment-name', 'names of attachments'],
  ['mail-header', 'headers'],
  ['mail-subject', 'the subject'],
  ['mail-envelope', 'addresses'],
  ['session', 'facts about the SMTP session'],
  ['file', 'data of a file'],
  ['registry', 'registry values'],
  ['host', 'names of the machine or its users'],
  ['config', 'settings'],
  ['download', 'a download'],
  ['resource', 'data inside the assembly'],
  ['native', 'what native code gave'],
  ['constant', 'a fixed value'],
])

/** What of a header arrives, where that is less than its text. */
const headerWords: ReadonlyMap<string, string> = new Map([
  ['mail-header id', 'the message id'],
  ['mail-header address', 'addresses in headers'],
])

/** What a sink does with the data: a verb before it, and words with the target after it. */
const sinkWords: { readonly [K in SinkKind]: readonly [verb: string, where: (target: string | null) => string] } = {
  file: ['writes', (target) => `to ${target === null ? 'a file' : `the file ${target}`}`],
  network: ['sends', (target) => (target === null ? 'over the network' : `to ${target}`)],
  'process-file': ['starts', (target) => `as a program${target === null ? '' : ` (${target})`}`],
  'process-arguments': ['gives', (target) => `to ${target ?? 'a program'} as arguments`],
  'process-stdin': ['feeds', (target) => `to ${target ?? 'a program'}`],
  code: ['runs', () => 'as code'],
  script: ['runs', () => 'as a script'],
  reflection: ['lets', () => 'choose what is called'],
  native: ['hands', (target) => `to native code${target === null ? '' : ` (${target})`}`],
  registry: ['writes', (target) => `to the registry${target === null ? '' : ` (${target})`}`],
  database: ['writes', (target) => `to ${target === null ? 'a database' : `the database ${target}`}`],
  log: ['writes', (target) => `to ${target === null ? 'a log' : `the log ${target}`}`],
  'mail-content': ['writes', () => 'back into a message'],
  'mail-header': ['writes', (target) => `into ${target === null ? 'a header' : `the header ${target}`}`],
  'mail-recipient': ['makes', (target) => `a recipient${target === null ? '' : ` (${target})`}`],
  'mail-new': ['puts', (target) => `into a message of its own${target === null ? '' : `, ${target}`}`],
}

/** One source: `the body`, `a hash of the whole message`, `a download from "…"`. */
function sourceText({ kind, grade, target }: FlowEnd, quote: Quote): string {
  const what = headerWords.get(`${kind} ${grade}`) ?? sourceWords.get(kind) ?? kind
  const from = target === null || kind.startsWith('mail-') ? '' : ` from ${quote(target)}`
  return `${grade === 'digest' ? 'a hash of ' : ''}${what}${from}`
}

/** The kind of sink a flow ends in; null for a word this version does not know. */
export function sinkOf({ sink }: Flow): SinkKind | null {
  return sinkKinds.find((kind) => kind === sink.kind) ?? null
}

/** What a value that stands in the code says, by the sink it is for. */
const constantWords: ReadonlyMap<string, string> = new Map([
  ['mail-recipient', 'the recipient'],
  ['mail-header', 'the sender'],
  ['process-file', 'the program'],
])

/** What flows where, one sentence without a subject for all flows with one sink and target: `sends the body and attachments to "…"`. */
export function flowSentences(flows: readonly Flow[], quote: Quote): string[] {
  const groups = new Map<string, Flow[]>()
  for (const flow of flows) {
    const key = `${flow.sink.kind}\n${flow.sink.target ?? ''}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [flow])
    else group.push(flow)
  }
  return [...groups.values()].map((group) => sentence(group, quote))
}

function sentence(group: readonly Flow[], quote: Quote): string {
  const [first] = group
  const kind = first === undefined ? null : sinkOf(first)
  const sources = joined([...new Set(group.map(({ source }) => sourceText(source, quote)))], 'and')
  if (first === undefined || kind === null) return `${sources} go somewhere`
  if (group.every(({ source }) => source.kind === 'constant')) return `names ${constantWords.get(kind) ?? 'it'} ${quote(first.sink.target ?? '')}`
  const [verb, where] = sinkWords[kind]
  return `${verb} ${sources} ${where(first.sink.target === null ? null : quote(first.sink.target))}`
}
