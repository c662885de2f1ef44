import { aimOf, aimsOf, domainsAimedAt } from './aim.ts'
import type { Case, Condition, Ground } from './case.ts'
import { atLeast } from './exits.ts'
import { isMail } from './flow-join.ts'
import { sinkOf } from './flow-words.ts'
import { flowGrounds, groundOf, quote, type Telling, titleWords, whenOf } from './grounds.ts'
import { type Flow, flowPlace, isShell, moduleOf } from './leaving.ts'
import { isNameLookup, isUnderDomain } from './name-lookups.ts'
import { filePlace, hostIn } from './place.ts'
import type { Finding, Trigger } from './profile.ts'
import { entryKeys, isReached } from './reaching.ts'
import { contentChanges } from './techniques.ts'

/** Where mail content is kept, sent or handed on: out of the message, and out of sight of those who wrote it. */
const leavingSinks = new Set(['file', 'network', 'native', 'process-file', 'process-arguments', 'process-stdin', 'registry', 'database', 'mail-new', 'log'])

/** Findings that take mail of such a grade out of the message, temporary files that are deleted again left out. */
function leaving(one: Case, test: (finding: Finding, flow: Flow) => boolean): Telling[] {
  return one.findings.flatMap((finding) => {
    if (finding.level !== 'fed' || one.flow?.tidied.has(finding.id) === true) return []
    const flows = finding.flows.filter((flow) => isMail(flow.source.kind) && leavingSinks.has(flow.sink.kind) && test(finding, flow))
    return flows.length === 0 ? [] : [{ finding, flows }]
  })
}

const isContent = ({ source }: Flow) => source.grade === 'content'

/** Somewhere that nobody who runs the server chose. */
const isFixed = (flow: Flow) => flowPlace(flow) === 'fixed' || flowPlace(flow) === 'away'

/** Does the code decrypt something? Then a list from outside need not be one that an administrator can read. */
const decrypts = (one: Case) => one.findings.some((finding) => isReached(finding) && finding.rule === 'crypto.decrypt')

/** What owners keep settings in, for everybody who runs the server to read. */
const settingsFile = /\.(?:config|xml|ini|json|cfg|conf|ya?ml|txt|csv|properties|settings)$/i

/** Does the file that says of whom also say where to, and is it no file that settings are openly kept in? */
function isListedWithPlace(one: Case, { condition }: Finding, { sink }: Flow): boolean {
  if (sink.kind !== 'network' && sink.kind !== 'mail-new') return false
  const lists = new Set(condition.anyOf.flatMap((all) => all.flatMap((trigger) => (aimOf(trigger) === 'listed' ? (trigger.from ?? []) : []))))
  const isSame = (other: Flow) =>
    other.source.kind === 'file' && other.source.target !== null && other.sink.at.token === sink.at.token && other.sink.at.ilOffset === sink.at.ilOffset
  const places = one.findings.flatMap(({ flows }) => flows.filter(isSame).map(({ source }) => source.target ?? ''))
  return places.some((file) => lists.has(file) && !settingsFile.test(file))
}

/** Is it a host of the domain that all the chosen people are in? */
function isTheirs(finding: Finding, { sink }: Flow): boolean {
  const host = hostIn(sink.target ?? '').toLowerCase()
  const domains = domainsAimedAt(finding)
  return domains.length > 0 && domains.every((domain) => domain !== '' && (host === domain || host.endsWith(`.${domain}`)))
}

/**
 * Is it for chosen people? Their addresses in the code, or a hidden value, say so anywhere. What a setting or a list can hold openly (a
 * domain, a topic, a list from outside) says so where the place is fixed in the code, or stands in the same file, too. A short text of
 * theirs that stays in their own domain (a notice that mail came) does not.
 */
function isForChosen(one: Case, finding: Finding, flow: Flow): boolean {
  const aims = aimsOf(finding)
  if (aims.has('people') || aims.has('hidden')) {
    if (flow.source.grade === 'text' && flow.sink.kind !== 'log') return aims.has('hidden') || (flowPlace(flow) === 'away' && !isTheirs(finding, flow))
    return isContent(flow)
  }
  if (!isContent(flow) || flowPlace(flow) === 'here') return false
  if (aims.has('named')) return true
  return (aims.has('topics') || aims.has('listed')) && (isFixed(flow) || (aims.has('listed') && (decrypts(one) || isListedWithPlace(one, finding, flow))))
}

/** What of mail is kept, sent or handed on for chosen people. */
export function aimedTellings(one: Case): Telling[] {
  return leaving(one, (finding, flow) => isForChosen(one, finding, flow))
}

/** Is the message dropped without a word by an entry point that also reaches this? */
function dropsAfter(one: Case, finding: Finding): Finding[] {
  const keys = new Set(entryKeys(finding))
  return one.findings.filter(
    (other) => isReached(other) && other.category === 'mail-drop' && atLeast(other, 'medium') && entryKeys(other).some((key) => keys.has(key)),
  )
}

/** What hides content that leaves, in words, each with the findings that show it. */
function hiding(one: Case, { finding, flows }: Telling): { readonly words: string; readonly findings: readonly Finding[] }[] {
  const found: { words: string; findings: readonly Finding[] }[] = []
  if (one.flow?.hiddenTargets.has(finding.id) === true) found.push({ words: 'where it goes is hidden in the code', findings: [] })
  const keys = new Set(entryKeys(finding))
  const texts = one.findings.filter((other) => other.rule === 'conceal.recovered-string' && isReached(other) && entryKeys(other).some((key) => keys.has(key)))
  if (texts.length > 0 && found.length === 0 && flows.some((flow) => flowPlace(flow) !== 'here')) {
    found.push({
      words: `its code hides texts (${texts.slice(0, 3).flatMap(({ evidence }) => (evidence[0]?.api == null ? [] : quote(evidence[0].api)))})`,
      findings: texts,
    })
  }
  const drops = flows.some(isFixed) ? dropsAfter(one, finding) : []
  if (drops.length > 0) found.push({ words: 'the message can then vanish without a word', findings: drops })
  const [claim] = one.identity.claims.filter((each) => !each.supported)
  if (claim !== undefined) found.push({ words: `the file falsely claims that it ${claim.what}`, findings: [] })
  return found
}

const nothing = () => ''

function hiddenGrounds(one: Case): Ground[] {
  const groups = new Map<string, { readonly tellings: Telling[]; readonly shown: Set<string> }>()
  for (const telling of leaving(one, (_, flow) => isContent(flow))) {
    for (const { words, findings } of hiding(one, telling)) {
      const group = groups.get(words) ?? { tellings: [], shown: new Set() }
      groups.set(words, group)
      group.tellings.push(telling)
      for (const { id } of findings) group.shown.add(id)
    }
  }
  return [...groups].flatMap(([words, { tellings, shown }]) =>
    flowGrounds(one, tellings, nothing, nothing).map(({ text, findings }) => ({ text: `${text}; ${words}`, findings: [...new Set([...findings, ...shown])] })),
  )
}

/** Is what flows run, or is it an order to a program that runs what it is given? */
function isRun(flow: Flow): boolean {
  switch (sinkOf(flow)) {
    case 'code':
    case 'script':
    case 'process-file':
      return true
    case 'process-arguments':
    case 'process-stdin':
      return isShell(flow)
    default:
      return false
  }
}

function running(one: Case, from: (flow: Flow) => boolean): Telling[] {
  return one.findings.flatMap((finding) => {
    const flows = isReached(finding) ? finding.flows.filter((flow) => isRun(flow) && from(flow)) : []
    return flows.length === 0 ? [] : [{ finding, flows }]
  })
}

const isText = ({ source }: Flow) => source.grade === 'content' || source.grade === 'text'

/** What people wrote, used as code. */
export function runningMail(one: Case): Telling[] {
  return running(one, (flow) => isMail(flow.source.kind) && isText(flow))
}

const runs = new Set(['process-file', 'process-arguments', 'process-stdin', 'code', 'native'])

/** Where code that runs lies, if that is a share of another machine which stands in the code. */
function codeAway(finding: Finding): string | null {
  if (!isReached(finding)) return null
  const [flow] = finding.flows.filter((each) => runs.has(each.sink.kind) && flowPlace(each) === 'away')
  if (flow !== undefined) return flow.sink.target
  const [at] = finding.evidence
  return finding.category === 'native' && at?.api != null && filePlace(moduleOf(at.api)) === 'away' ? at.api : null
}

/** What lies on another machine can change there at any time, and then runs here. */
function runAway(one: Case): Ground[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of one.findings) {
    const target = codeAway(finding)
    if (target === null) continue
    const say = `runs ${quote(target)}, which lies on another machine,${whenOf(finding)}`.replace(/,$/, '')
    groups.set(say, [...(groups.get(say) ?? []), finding])
  }
  return [...groups].flatMap(([say, findings]) => groundOf(one, findings, (who) => `${who} ${say}`))
}

/** Does the finding change, redirect or copy the mail of chosen people? What is written may be a new message, where one is made. */
function changesChosen(one: Case, finding: Finding): boolean {
  const changes = contentChanges.has(finding.rule) || finding.rule === 'mail.write-sender'
  const isRedirect = finding.category === 'mail-redirect'
  const isDrop = finding.category === 'mail-drop' && atLeast(finding, 'medium')
  if (!isReached(finding) || (!changes && !isRedirect && !isDrop)) return false
  const aims = aimsOf(finding)
  // what a new message of the same condition says is told where it is sent
  if (aims.has('hidden')) return !changes || !writesOwn(one, finding, (made) => aimsOf(made).has('hidden'))
  if (isDrop) return false
  if (isRedirect && (aims.has('people') || one.flow?.hiddenTargets.has(finding.id) === true)) return true
  if (changes && aims.has('people')) return finding.rule !== 'mail.write-subject' && !writesOwn(one, finding)
  if (aims.has('listed') && decrypts(one)) return isRedirect || !writesOwn(one, finding)
  return finding.rule === 'mail.add-recipient' && aims.has('topics') && finding.flows.some(({ source }) => source.kind === 'constant')
}

function writesOwn(one: Case, finding: Finding, isMeant: (made: Finding) => boolean = () => true): boolean {
  const keys = new Set(entryKeys(finding))
  return one.findings.some((other) => other.rule === 'mail.new-message' && isReached(other) && isMeant(other) && entryKeys(other).some((key) => keys.has(key)))
}

function targetWords({ flows }: Finding): string {
  const targets = [...new Set(flows.flatMap(({ sink }) => sink.target ?? []))]
  return targets.length === 0 ? '' : `, ${targets.slice(0, 3).map(quote).join(', ')},`
}

/** Are the names that the name service is asked for made of the text itself? Who runs the domain reads them. */
function isSpelledOut(one: Case, finding: Finding, { sink }: Flow): boolean {
  return isNameLookup(sink.member) && isUnderDomain(sink.target) && one.flow?.picked.has(finding.id) === false
}

/**
 * Attachments put on a share of files, taken out of the same messages, and the body written: everybody who gets one sees that, and
 * nobody is chosen.
 */
function isReplacedByLink(one: Case, finding: Finding, { source, sink }: Flow): boolean {
  if (source.kind !== 'mail-attachment' || sink.kind !== 'file' || aimsOf(finding).size > 0) return false
  const keys = new Set(entryKeys(finding))
  const beside = one.findings.filter((other) => isReached(other) && entryKeys(other).some((key) => keys.has(key)))
  return beside.some(({ rule }) => bodyChanges.has(rule)) && beside.some((other) => other.rule === 'mail.remove-attachment' && alwaysWith(finding, other))
}

const bodyChanges: ReadonlySet<string> = new Set(['mail.write-body', 'flow.mail-content'])

/** Does the other happen whenever the one does: asks none of its alternatives for more? */
export function alwaysWith({ condition }: Finding, other: Finding): boolean {
  if (other.condition.state === 'always') return true
  if (condition.state !== 'known' || other.condition.state !== 'known') return false
  const words = ({ subject, name, operator, negated, values, from }: Trigger) => JSON.stringify([subject, name, operator, negated, values, from])
  return condition.anyOf.every((given) => {
    const asked = new Set(given.map(words))
    return other.condition.anyOf.some((all) => all.every((test) => asked.has(words(test))))
  })
}

/** What changes, redirects, copies or drops the mail of chosen people. */
export function changedFindings(one: Case): Finding[] {
  return one.findings.filter((finding) => changesChosen(one, finding))
}

/** Several uses under one condition are one ground. */
function changedGrounds(one: Case): Ground[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of changedFindings(one)) {
    const say = `${titleWords(finding)}${targetWords(finding)}${whenOf(finding)}`
    groups.set(say, [...(groups.get(say) ?? []), finding])
  }
  return [...groups].flatMap(([say, findings]) => groundOf(one, findings, (who) => `${who} ${say}`))
}

/** What an administrator could not explain away, as far as data that was followed and conditions that were read can prove it. */
export const escalations: readonly Condition[] = [
  {
    id: 'mail-run',
    decision: 'escalate',
    asks: 'content or text of mail is used as code, as a program, or as an order to a command interpreter',
    points: 200,
    grounds: (one) => flowGrounds(one, runningMail(one)),
  },
  {
    id: 'download-run',
    decision: 'escalate',
    asks: 'something is downloaded and run, or is run from a share of another machine that is fixed in the code',
    points: 180,
    grounds: (one) => [
      ...flowGrounds(
        one,
        running(one, (flow) => flow.source.kind === 'download'),
      ),
      ...runAway(one),
    ],
  },
  {
    id: 'content-aimed',
    decision: 'escalate',
    asks: 'message content is kept, sent or handed on for recipients, senders or subjects that stand in the code, for a hidden or computed value, or for a list from outside',
    points: 180,
    grounds: (one) => flowGrounds(one, aimedTellings(one)),
  },
  {
    id: 'content-away',
    decision: 'escalate',
    asks: 'message content is sent to a place that is fixed in the code and is not this machine, or spelled out in names that are looked up below such a domain',
    points: 160,
    grounds: (one) =>
      flowGrounds(
        one,
        leaving(
          one,
          (finding, flow) => isContent(flow) && (flowPlace(flow) === 'away' || isSpelledOut(one, finding, flow)) && !isReplacedByLink(one, finding, flow),
        ),
        ({ flows }) =>
          flows.some((flow) => flowPlace(flow) === 'away')
            ? ', a place fixed in the code that is not this machine'
            : ', spelled out in names below a domain that is fixed in the code',
        // told once: with whom it is aimed at
        (finding) => (aimsOf(finding).size > 0 ? '' : whenOf(finding).replace(/^(?=.)/, ',')),
      ),
  },
  {
    id: 'content-hidden',
    decision: 'escalate',
    asks: 'message content is kept, sent or handed on and that is hidden: by concealed texts, by the message vanishing afterwards, by a false identity',
    points: 160,
    grounds: hiddenGrounds,
  },
  {
    id: 'mail-changed',
    decision: 'escalate',
    asks: 'mail of chosen people, or mail that meets a concealed condition, is changed, redirected, copied or dropped',
    points: 180,
    grounds: changedGrounds,
  },
]
