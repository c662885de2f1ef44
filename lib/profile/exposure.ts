import type { ContextRecord, MessageRecord, Moment } from '../context/record.ts'
import { limits } from '../limits.ts'
import { type AgentChange, agentChanges, namesOf } from './agent-changes.ts'
import { conditions } from './conditions.ts'
import { messageTest } from './exposure-test.ts'
import { type Certainty, instantText, isWithin, readInstant, stretchOf } from './moments.ts'
import type { Finding, Profile } from './profile.ts'
import { ownRegistrations } from './registration.ts'
import type { ServerRecords } from './server-records.ts'

export type Exposure = NonNullable<Profile['exposure']>

/** Takes the lines of message tracking logs, any number of them, in bounded memory. Records of other kinds are passed over. */
export interface ExposureReader {
  readonly push: (record: ContextRecord) => void
  readonly end: () => Exposure
}

/** A line of the log about mail that met the condition. */
export interface ExposedMessage {
  readonly message: MessageRecord
  /** `perhaps`: as far as the log shows it. */
  readonly meets: Exclude<Certainty, 'no'>
}

/** A time in which the agent ran, in milliseconds; null: open, or not known. */
export interface Enabled {
  readonly from: number | null
  readonly to: number | null
}

/** When the agent ran, by the changes that were recorded, and why that is not known exactly; null: it is. */
export function enabledTimes(changes: readonly AgentChange[]): { readonly times: readonly Enabled[]; readonly unsure: string | null } {
  const turns = changes.flatMap(({ what, record, isThis }) => {
    if (!isThis || record.succeeded === false || what === 'install' || what === 'set') return []
    return [{ isOn: what === 'enable', stretch: stretchOf(record.time), isExact: record.time.zone === 'utc' && !record.time.ambiguous }]
  })
  if (turns.length === 0) return { times: [], unsure: 'when it was enabled was not recorded' }
  if (turns.some(({ stretch }) => stretch === null)) return { times: [], unsure: 'a time at which it was enabled or disabled cannot be read' }
  const inOrder = turns.flatMap(({ isOn, stretch, isExact }) => (stretch === null ? [] : [{ isOn, stretch, isExact }]))
  inOrder.sort((a, b) => a.stretch.earliest - b.stretch.earliest)
  const times: Enabled[] = []
  let open: number | null = null
  let isOpen = inOrder[0]?.isOn === false
  for (const { isOn, stretch } of inOrder) {
    if (isOn && !isOpen) open = stretch.earliest
    if (!isOn && isOpen) times.push({ from: open, to: stretch.latest })
    isOpen = isOn
  }
  if (isOpen) times.push({ from: open, to: null })
  const first = times[0]
  if (first === undefined || first.from === null) return { times, unsure: 'when it was first enabled was not recorded' }
  return { times, unsure: inOrder.every(({ isExact }) => isExact) ? null : 'the times at which it was enabled or disabled have no zone' }
}

/** Changes recorded for the file of a profile. */
export function changesOf(profile: Profile, records: ServerRecords): AgentChange[] {
  const names = namesOf(profile)
  const identities = new Set<string>()
  ownRegistrations(records, names, identities)
  return agentChanges(records, null, names, identities)
}

/**
 * How much mail met the condition of what escalates a file, while its agent was enabled: messages told apart by their ids, and the
 * mailboxes of their recipients (and senders, where the condition asks for these). Null where nothing escalates. `asOf`: until when, where
 * it was not disabled. `onMessage` is called for each message as a line first tells of it with these recipients, while it can be told
 * whether one did (`limits.exposureMessages`); texts in it may be slices of what was read.
 */
export function openExposure(
  profile: Profile,
  records: ServerRecords,
  options: { readonly asOf?: string } = {},
  onMessage?: (exposed: ExposedMessage) => void,
): ExposureReader | null {
  if (profile.verdict.decision !== 'escalate') return null
  const grave = new Set(conditions.filter(({ decision }) => decision === 'escalate').map(({ id }) => id))
  const { reasons } = profile.verdict
  const escalating = reasons.filter(({ id }) => grave.has(id)).flatMap(({ findings }) => findings)
  // an identity or a change may be all that escalates: then whatever else is told counts
  const ids = new Set(escalating.length > 0 ? escalating : reasons.flatMap(({ findings }) => findings))
  const findings = profile.findings.filter(({ id }) => ids.has(id))
  const asOf = options.asOf === undefined ? null : readInstant(options.asOf)
  return makeReader(findings, enabledTimes(changesOf(profile, records)), asOf, onMessage)
}

/** The counting itself, for findings and times. */
export function makeReader(
  findings: readonly Finding[],
  enabled: ReturnType<typeof enabledTimes>,
  asOf: number | null,
  onMessage?: (exposed: ExposedMessage) => void,
): ExposureReader {
  const tests = findings.map(messageTest)
  const hidden = [...new Set(tests.flatMap((one) => one.hidden))]
  const asksSender = tests.some((one) => one.asksSender)
  const times: readonly Enabled[] = (enabled.times.length === 0 ? [{ from: null, to: null }] : enabled.times).map(({ from, to }) => ({ from, to: to ?? asOf }))
  const messages = new Set<string>()
  const mailboxes = new Map<string, string>()
  const full = { messages: false, mailboxes: false }
  let lines = 0
  let unsure = 0
  let first: Moment | null = null
  let firstAt = Number.POSITIVE_INFINITY
  let nameless = 0
  const told = new Set<string>()
  const isTold = ({ messageId, recipients }: MessageRecord): boolean => {
    if (messageId === null) return false
    const key = `${messageId} ${[...recipients].sort().join(' ')}`.toLowerCase()
    if (told.has(key)) return true
    if (told.size < limits.exposureMessages) told.add(structuredClone(key))
    return false
  }

  const take = (message: MessageRecord): void => {
    lines++
    const at = stretchOf(message.time)?.earliest ?? Number.POSITIVE_INFINITY
    if (at < firstAt) {
      firstAt = at
      first = message.time
    }
    const within = times.map(({ from, to }) => isWithin(message.time, from, to))
    if (within.every((answer) => answer === 'no')) return
    const answers = tests.map(({ test }) => test(message))
    if (answers.every((answer) => answer === 'no')) return
    if (onMessage !== undefined && !isTold(message)) onMessage({ message, meets: within.includes('yes') && answers.includes('yes') ? 'yes' : 'perhaps' })
    if (!within.includes('yes')) unsure++
    if (message.messageId === null) nameless++
    else if (messages.size < limits.exposureMessages) messages.add(structuredClone(message.messageId))
    else if (!messages.has(message.messageId)) full.messages = true
    for (const address of [...message.recipients, ...(asksSender && message.sender !== null ? [message.sender] : [])]) {
      const key = address.toLowerCase()
      if (mailboxes.has(key)) continue
      if (mailboxes.size < limits.exposureMailboxes) mailboxes.set(structuredClone(key), structuredClone(address))
      else full.mailboxes = true
    }
  }

  const end = (): Exposure => {
    const from = times[0]?.from ?? null
    const to = times.at(-1)?.to ?? null
    const ends = { from: from === null ? null : instantText(from), to: to === null ? null : instantText(to) }
    if (findings.length === 0)
      return { answer: 'cannot-tell', ...ends, messages: null, mailboxes: [], because: 'what escalates it is nothing that it does with single messages' }
    if (lines === 0)
      return {
        answer: 'cannot-tell',
        ...ends,
        messages: null,
        mailboxes: [],
        because: 'no line of a message tracking log was given: give the logs with --context',
      }
    const total = messages.size + nameless
    const doubts = [
      ...(enabled.unsure === null ? [] : [enabled.unsure]),
      ...(hidden.length === 0 ? [] : [`the log does not show ${hidden.slice(0, 5).join('; ')}`]),
      ...(from !== null && firstAt > from ? [`the log begins at ${first?.text ?? 'no time'}, after it was enabled`] : []),
      ...(unsure === 0 ? [] : [`${unsure} of its lines have times that may lie outside`]),
      ...(full.messages ? [`there are more messages than are counted (${limits.exposureMessages})`] : []),
      ...(full.mailboxes ? [`there are more mailboxes than are kept (${limits.exposureMailboxes})`] : []),
    ]
    const meet = total === 1 ? 'meets' : 'meet'
    const met = `${meet} ${hidden.length === 0 ? '' : 'what the log shows of '}the condition of what escalates it`
    const when = enabled.times.length === 0 ? 'in all of the log' : to === null ? 'since it was enabled' : 'while it was enabled'
    const counted = `${total} message${total === 1 ? '' : 's'}, counted once by id, ${met}, ${when}`
    return {
      answer: doubts.length === 0 ? 'known' : 'cannot-tell',
      ...ends,
      messages: total,
      mailboxes: [...mailboxes.values()].sort(),
      because: doubts.length === 0 ? counted : `${counted}; ${doubts.join('; ')}`,
    }
  }

  return {
    push: (record) => {
      if (record.kind === 'message') take(record)
    },
    end,
  }
}
