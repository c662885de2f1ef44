import type { Unfollowed } from '../flow/flow-result.ts'
import { isTelling } from '../flow/label.ts'
import { type Case, type Condition, type Ground, isFollowed } from './case.ts'
import { type Exit, exits } from './exits.ts'
import { isMail } from './flow-join.ts'
import { flowGrounds, groundOf, quote, type Telling, titleWords, whenOf } from './grounds.ts'
import { type Flow, flowPlace } from './leaving.ts'
import { isNameLookup } from './name-lookups.ts'
import { hasHole } from './place.ts'
import type { Finding } from './profile.ts'
import { entryKeys, isReached } from './reaching.ts'

/** Mail data that leaves the message one way, in the open as far as was seen. */
function feeding(exit: Exit): Condition {
  return {
    id: `mail-to-${exit.id}`,
    decision: 'review',
    asks: `mail data goes there: an entry point can ${exit.words} with ${exit.grades.length === 1 ? 'message content' : 'what it takes from mail'}`,
    points: exit.points + 15,
    grounds: (one) => flowGrounds(one, tellings(one, exit), (telling) => (isTidy(one, telling) ? ', deleted again,' : '')),
  }
}

function tellings(one: Case, exit: Exit): Telling[] {
  return one.findings.flatMap((finding) => {
    const flows = finding.level === 'fed' ? finding.flows.filter((flow) => goes(flow, exit)) : []
    return flows.length === 0 ? [] : [{ finding, flows }]
  })
}

function goes(flow: Flow, { sinks, grades }: Exit): boolean {
  const { source, sink } = flow
  // the name of a sender's domain is what everybody asks of the name service
  const isLookup = isNameLookup(sink.member) && source.grade !== 'content'
  return isMail(source.kind) && sinks.some((kind) => kind === sink.kind) && (grades.includes(source.grade) || isWordsAway(flow)) && !isLookup
}

/** Subjects or addresses, put into a file or log of another machine that stands in the code. */
function isWordsAway(flow: Flow): boolean {
  const { source, sink } = flow
  const isWords = source.grade === 'text' || source.grade === 'address'
  return isMail(source.kind) && isWords && (sink.kind === 'file' || sink.kind === 'log') && flowPlace(flow) === 'away'
}

/** Whole messages are more than a log has to hold. */
function logged(one: Case): Telling[] {
  return one.findings.flatMap((finding) => {
    const isTold = (flow: Flow) => isMail(flow.source.kind) && flow.sink.kind === 'log' && (flow.source.grade === 'content' || isWordsAway(flow))
    const flows = finding.level === 'fed' ? finding.flows.filter(isTold) : []
    return flows.length === 0 ? [] : [{ finding, flows }]
  })
}

const isTidy = (one: Case, { finding }: Telling) => one.flow?.tidied.has(finding.id) === true

/** Does the code itself hold the address, whole? */
function isFixedAddress({ flows }: Finding): boolean {
  return flows.length > 0 && flows.every(({ source, sink }) => source.kind === 'constant' && sink.target !== null && !hasHole(sink.target))
}

/** What people write into a message. An address found there is as good as one from outside. */
const texts: ReadonlySet<Flow['source']['kind']> = new Set(['mail-body', 'mail-attachment', 'mail-mime', 'mail-subject'] as const)

const isAddress = ({ source }: Flow) => isMail(source.kind) && !texts.has(source.kind)

/** A new recipient made of an old one is address rewriting. */
const isMadeOfMail = ({ flows }: Finding) => flows.length > 0 && flows.every(isAddress)

/** The new address comes from elsewhere, and nothing asks whom it replaces: no table of old and new ones. */
function isForAnyone({ flows, condition }: Finding): boolean {
  const asksWhom = condition.state === 'not-analysed' || condition.anyOf.some((all) => all.some(({ subject }) => subject === 'recipient'))
  return flows.some((flow) => !isAddress(flow) && flow.source.kind !== 'constant') && condition.state !== 'partial' && !asksWhom
}

function isRedirected(finding: Finding): boolean {
  switch (finding.rule) {
    case 'mail.add-recipient':
    case 'mail.expand-recipients':
      return !isMadeOfMail(finding)
    case 'mail.rewrite-recipient':
      return isFixedAddress(finding) || (!isMadeOfMail(finding) && isForAnyone(finding))
    default:
      return false
  }
}

/** Findings that do one thing, each with its target and its condition. */
function effects(id: string, asks: string, points: number, test: (finding: Finding, one: Case) => boolean): Condition {
  return {
    id,
    decision: 'review',
    asks,
    points,
    grounds: (one) => {
      if (!isFollowed(one)) return []
      const groups = new Map<string, Finding[]>()
      for (const finding of one.findings) {
        if (!isReached(finding) || !test(finding, one)) continue
        const [target] = finding.flows.flatMap(({ sink }) => sink.target ?? [])
        const say = `${titleWords(finding)}${target === undefined ? '' : `, ${quote(target)},`}${whenOf(finding)}`
        groups.set(say, [...(groups.get(say) ?? []), finding])
      }
      return [...groups].flatMap(([say, findings]) => groundOf(one, findings, (who) => `${who} ${say}`))
    },
  }
}

function writesHeaderToo(one: Case, finding: Finding): boolean {
  const keys = new Set(entryKeys(finding))
  const writes = new Set(['mail.write-header', 'mail.remove-header', 'flow.mail-header'])
  return one.findings.some((other) => isReached(other) && writes.has(other.rule) && entryKeys(other).some((key) => keys.has(key)))
}

/** What could not be followed, each once, in words; at most a few. */
function unfollowedGrounds(one: Case, test: (each: Unfollowed) => boolean, say: (what: string) => string): Ground[] {
  if (!one.isAgent) return []
  const found = [...new Set((one.flow?.unfollowed ?? []).filter(test).map(({ what }) => what))]
  const more = found.length > 3 ? ` and ${found.length - 3} more` : ''
  return found.length === 0 ? [] : [{ text: say(`${found.slice(0, 3).map(quote).join(', ')}${more}`), findings: [] }]
}

/** What following the data proves and an owner has to explain. */
export const flowConditions: readonly Condition[] = [
  ...exits.map(feeding),
  {
    id: 'mail-to-log',
    decision: 'review',
    asks: 'message content is written to a log, or subjects to a log of another machine that is fixed in the code',
    points: 30,
    grounds: (one) => flowGrounds(one, logged(one)),
  },
  effects(
    'adds-recipient',
    'the data was followed, and an entry point adds recipients that are not made of the old ones, or replaces one by a fixed address, or any by one from elsewhere',
    30,
    isRedirected,
  ),
  effects(
    'mail-names-target',
    'the data was followed, and an entry point looks for, reads, writes, moves or removes files, folders, keys or processes that the body or an attachment of a message names',
    30,
    (finding, one) => one.flow?.namedByMail.has(finding.id) === true,
  ),
  effects(
    'reroutes',
    'the data was followed, and an entry point sends mail over a host or domain that stands in the code',
    30,
    (finding) => finding.rule === 'mail.reroute' && isFixedAddress(finding),
  ),
  effects(
    'forges',
    'the data was followed, and an entry point sets a fixed sender, or as whom a message was authenticated',
    25,
    (finding) => finding.rule === 'mail.write-user' || (finding.rule === 'mail.write-sender' && isFixedAddress(finding)),
  ),
  effects(
    'trust-header',
    'the data was followed, and an entry point that writes or removes headers names one by which Exchange tells how far it trusts a mail',
    20,
    (finding, one) => finding.rule === 'mail.exchange-header' && writesHeaderToo(one, finding),
  ),
  effects('unfollowed-mail', 'mail data goes into code that could not be followed', 30, (finding) => finding.rule.startsWith('flow.unfollowed')),
  {
    id: 'unproven-mail',
    decision: 'review',
    asks: 'message content may go where it matters, and neither that nor the opposite could be proven',
    points: 35,
    grounds: (one) =>
      unfollowedGrounds(
        one,
        ({ kind, mail }) => kind === 'not-proven' && mail.some(({ grade }) => grade === 'content'),
        (what) => `message content may reach ${what}; it could not be proven`,
      ),
  },
  {
    id: 'chooses-code',
    decision: 'review',
    asks: 'reached code chooses at run time what it calls, and what that is could not be told',
    points: 40,
    grounds: (one) =>
      unfollowedGrounds(
        one,
        ({ kind, mail }) => kind === 'reflection' && !mail.some(({ grade }) => isTelling(grade)),
        (what) => `what is called is chosen at run time and could not be told: ${what}`,
      ),
  },
]
