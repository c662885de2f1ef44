import { kindProperties } from '../agents/exchange-enums.ts'
import { aimsOf } from './aim.ts'
import { type Case, isFollowed } from './case.ts'
import { triggerWords } from './condition-words.ts'
import { exits } from './exits.ts'
import { isMail } from './flow-join.ts'
import { flowSentences } from './flow-words.ts'
import { quote } from './grounds.ts'
import { playbookQuestions } from './playbook-questions.ts'
import { filesMade, plainIdentities, recentChanges } from './playbook-server.ts'
import type { Finding, PlaybookAnswer, Profile, Trigger } from './profile.ts'
import { isReached } from './reaching.ts'

/** Commands only read. */
const collect = {
  registrations: {
    what: 'the registered agents with factory, path, priority and state',
    how: 'Get-TransportAgent | Format-List Identity,Enabled,Priority,TransportAgentFactory,AssemblyPath',
  },
  configuration: { what: 'agents.config and fetagents.config', how: 'copy %ExchangeInstallPath%TransportRoles\\Shared\\agents.config and fetagents.config' },
  changes: {
    what: 'who installed, enabled or changed an agent, when and from where',
    how: "Get-WinEvent -LogName 'MSExchange Management' | Where-Object Message -match 'TransportAgent'; Search-AdminAuditLog -Cmdlets Install-TransportAgent,Enable-TransportAgent,Set-TransportAgent,Disable-TransportAgent,Uninstall-TransportAgent",
  },
  sameFile: {
    what: 'the hash of the file at AssemblyPath on every transport server',
    how: 'Get-FileHash -Algorithm SHA256 -Path "<AssemblyPath>"',
  },
  pipeline: { what: 'at which events the agent really runs', how: 'Get-TransportPipeline | Format-Table -AutoSize' },
  tracking: { what: 'messages that went through while the agent was enabled', how: 'Get-MessageTrackingLog -Start … -End … -ResultSize Unlimited' },
  sideFiles: { what: 'the agent’s configuration and the files beside it', how: 'Get-ChildItem (Split-Path <AssemblyPath>) | Get-FileHash -Algorithm SHA256' },
} as const

/** The four questions of the playbook, answered as far as the file alone can. */
export function answerPlaybook(one: Case, decision: Profile['verdict']): PlaybookAnswer[] {
  return [changes(one), properties(one, decision), targets(one), seenOnServer(one, attachments(one))]
}

function changes({ server }: Case): PlaybookAnswer {
  const question = playbookQuestions.changes.text
  if (server != null) {
    const { answer, because } = recentChanges(server)
    const lists = server.records.agents.length === 0 ? [collect.registrations, collect.configuration] : []
    return { question, answer, because, findings: [], collect: [...lists, ...(answer === 'cannot-tell' ? [collect.changes] : [])] }
  }
  return {
    question,
    answer: 'cannot-tell',
    because: 'a file does not say when or by whom it was registered',
    findings: [],
    collect: [collect.registrations, collect.configuration, collect.changes],
  }
}

/** What the server's records show of it besides. */
function seenOnServer(one: Case, answer: PlaybookAnswer): PlaybookAnswer {
  const made = one.server == null ? null : filesMade(one, one.server)
  return made === null ? answer : { ...answer, because: `${answer.because}; ${made}` }
}

function properties(one: Case, verdict: Profile['verdict']): PlaybookAnswer {
  const question = playbookQuestions.properties.text
  const findings = [...new Set(verdict.reasons.flatMap((reason) => reason.findings))]
  if (!one.isAgent)
    return { question, answer: 'cannot-tell', because: 'no agent was found in this file', findings: [], collect: [collect.registrations, collect.sameFile] }
  if (verdict.decision === 'escalate')
    return { question, answer: 'yes', because: verdict.reasons[0]?.text ?? '', findings, collect: [collect.registrations, collect.sameFile] }
  return {
    question,
    answer: 'cannot-tell',
    because:
      verdict.decision === 'review'
        ? `there is behaviour to explain (${verdict.reasons[0]?.text ?? ''}); the file alone does not say whether it is wanted`
        : 'nothing out of the ordinary was reached; the file alone does not say whether its registration is',
    findings,
    collect: [collect.registrations, collect.pipeline, collect.sideFiles],
  }
}

const addressRules = new Set([
  'mail.read-recipients',
  'mail.read-sender',
  'mail.read-addresses',
  'mail.read-subject',
  'mail.read-header',
  'mail.read-attachment-name',
])

/** What conditions can look at that names people, topics or files. */
const patternSubjects: ReadonlySet<Trigger['subject']> = new Set([
  ...(['recipient', 'sender', 'subject', 'header', 'body', 'attachment-name', 'attachment-content'] as const),
])

/** Findings whose condition says that something matters: what only reads or logs is left out. */
const matters = (finding: Finding) => isReached(finding) && (finding.level === 'fed' || effectCategories.has(finding.category))

const effectCategories: ReadonlySet<Finding['category']> = new Set([
  ...(['file-write', 'network', 'process', 'code-load', 'native', 'mail-modify', 'mail-redirect', 'mail-drop', 'mail-send'] as const),
])

const isKind = ({ name }: Trigger) => name !== null && kindProperties.has(name)

function targets(one: Case): PlaybookAnswer {
  const question = playbookQuestions.targets.text
  const further = [collect.sideFiles, collect.tracking]
  const chosen = one.findings.flatMap((finding) => {
    const asked = matters(finding)
      ? finding.condition.anyOf.flat().filter((trigger) => patternSubjects.has(trigger.subject) && trigger.operator !== 'exists' && !isKind(trigger))
      : []
    return asked.length === 0 ? [] : [{ finding, asked }]
  })
  if (chosen.length > 0) {
    // who is aimed at comes first, then in the order of the findings
    const inOrder = [...chosen.filter(({ finding }) => aimsOf(finding).size > 0), ...chosen.filter(({ finding }) => aimsOf(finding).size === 0)]
    const clauses = [...new Set(inOrder.flatMap(({ asked }) => asked.map((trigger) => triggerWords(trigger, quote))))]
    const more = clauses.length > 4 ? `; and ${clauses.length - 4} more conditions` : ''
    return {
      question,
      answer: 'yes',
      because: `it acts on some mail only: ${clauses.slice(0, 4).join('; ')}${more}`,
      findings: [...new Set(inOrder.map(({ finding }) => finding.id))],
      collect: further,
    }
  }
  const reads = one.findings.filter((finding) => isReached(finding) && addressRules.has(finding.rule))
  const findings = [...new Set(reads.map((finding) => finding.id))]
  const open = one.findings.some((finding) => matters(finding) && (finding.condition.state === 'not-analysed' || finding.condition.state === 'partial'))
  if (isFollowed(one) && isAllSeen(one) && !open) {
    return { question, answer: 'no', because: 'no condition of what it does asks for addresses, subjects, headers, texts or file names', findings, collect: [] }
  }
  if (isFollowed(one)) {
    return {
      question,
      answer: 'cannot-tell',
      because: one.isAgent
        ? 'no condition on addresses, subjects, headers or file names was seen, but not all conditions or not all code could be followed'
        : 'no agent was found in this file',
      findings,
      collect: further,
    }
  }
  return {
    question,
    answer: 'cannot-tell',
    because:
      reads.length > 0
        ? 'the agent reads addresses, subjects, headers or file names; whether it acts only on some of them was not analysed: see the indicators for addresses and patterns in its strings'
        : 'no entry point was seen to read addresses, subjects, headers or file names; conditions were not analysed',
    findings,
    collect: further,
  }
}

const attachmentRules = new Set(['mail.read-attachment', 'mail.read-part'])
const wholeMessageRules = new Set(['mail.read-mime', 'mail.copy-message'])

/** Sinks that take what is in a message out of it. */
const exitSinks = new Set(exits.flatMap(({ sinks }) => sinks).map(String))

function attachments(one: Case): PlaybookAnswer {
  const question = playbookQuestions.attachments.text
  const further = [collect.tracking, collect.sideFiles]
  const copied = one.findings.flatMap((finding) => {
    const flows = finding.level === 'fed' ? finding.flows.filter(({ source, sink }) => holdsAttachments(source) && exitSinks.has(sink.kind)) : []
    return flows.length === 0 ? [] : [{ finding, flows }]
  })
  if (copied.length > 0) {
    const sentences = flowSentences(
      copied.flatMap(({ flows }) => flows),
      quote,
    )
    return {
      question,
      answer: 'yes',
      because: `they are copied out of the message: it ${sentences.slice(0, 3).join('; it ')}`,
      findings: [...new Set(copied.map(({ finding }) => finding.id))],
      collect: further,
    }
  }
  const direct = one.findings.filter((finding) => isReached(finding) && attachmentRules.has(finding.rule))
  const whole = one.findings.filter((finding) => isReached(finding) && wholeMessageRules.has(finding.rule))
  const findings = [...new Set([...direct, ...whole].map((finding) => finding.id))]
  const beyond = isFollowed(one) ? 'no copy out of the message was seen' : 'whether they are copied further was not analysed'
  if (direct.length > 0) return { question, answer: 'yes', because: `an entry point opens attachments; ${beyond}`, findings, collect: further }
  if (whole.length > 0) {
    return { question, answer: 'yes', because: `an entry point reads whole messages, attachments included; ${beyond}`, findings, collect: further }
  }
  if (isAllSeen(one)) {
    return { question, answer: 'no', because: 'no entry point reaches code that opens attachments or whole messages', findings: [], collect: [] }
  }
  return {
    question,
    answer: 'cannot-tell',
    because: one.isAgent ? 'not all code could be followed' : 'no agent was found in this file',
    findings: [],
    collect: [collect.pipeline],
  }
}

function holdsAttachments({ kind, grade }: Finding['flows'][number]['source']): boolean {
  return isMail(kind) && grade === 'content' && (kind === 'mail-attachment' || kind === 'mail-mime')
}

/** Code that is not in the file, chosen at run time, or native can open what the code here does not. */
function isAllSeen(one: Case): boolean {
  const elsewhere = one.findings.some((finding) => isReached(finding) && leadsOut(one, finding))
  const isWhole = one.completeness.status === 'complete' && one.unresolvedBases.length === 0 && one.oddities.length === 0
  return one.isAgent && isWhole && !elsewhere && (one.flow?.unfollowed ?? []).length === 0
}

function leadsOut(one: Case, { category, rule }: Finding): boolean {
  // what reflection calls was followed, or stands among what could not be
  return rule.startsWith('reflect.') ? !isFollowed(one) : category === 'code-load' || category === 'native'
}

/** What to do next, in order. Commands that change something come with the reason; names from the file are never put into one, and of the server's only what is surely no more than a name. */
export function nextActions(one: Case, decision: Profile['verdict']['decision']): Profile['actions'] {
  const steps: { text: string; command: string | null; why: string }[] = []
  const [identity, ...others] = plainIdentities(one)
  if (decision === 'escalate') {
    steps.push(
      {
        text: 'Keep the evidence: copy the DLL, agents.config and the logs before anything is changed',
        command: null,
        why: 'logs roll over, and an implant may remove its traces',
      },
      {
        text:
          identity === undefined
            ? 'Find the registered identity of the agent by its factory and path, then disable it: it still runs until the restart'
            : `Disable the agent ${[identity, ...others].join(', ')}: it still runs until the restart`,
        command:
          identity === undefined
            ? 'Get-TransportAgent | Format-List Identity,TransportAgentFactory,AssemblyPath; Disable-TransportAgent -Identity "<Identity>"'
            : [identity, ...others].map((name) => `Disable-TransportAgent -Identity '${name}'`).join('; '),
        why: 'a disabled agent is not loaded at the next start; deleting the DLL first would keep the service from starting, and stop mail flow, and lose the evidence',
      },
      {
        text: 'Restart the transport service',
        command: 'Restart-Service MSExchangeTransport',
        why: 'a running process keeps the agent loaded; for an agent of the Front End service restart MSExchangeFrontEndTransport',
      },
      {
        text: 'Verify that the agent is in the pipeline no more, and that mail flows',
        command: 'Get-TransportPipeline | Format-Table -AutoSize; Get-Queue',
        why: 'the pipeline lists what runs since the restart, once a message went through it; the list of agents only says what is registered',
      },
      {
        text: 'Keep the DLL where it is until it is copied and hashed, and the agent is disabled on every server; uninstall it only then',
        command: null,
        why: 'Exchange loads a registered, enabled agent at each start, and a missing file is an error that stops the service',
      },
    )
  }
  if (decision === 'escalate' || decision === 'review') {
    steps.push(
      {
        text: 'See which registration loads this file',
        command: collect.registrations.how,
        why: 'the decision needs identity, factory, path, priority and state together',
      },
      {
        text: 'Find who registered it, when and from where',
        command: collect.changes.how,
        why: 'escalate when the change cannot be tied to a known administrative action',
      },
      {
        text: 'On every transport server, compare the hash of the registered file with the SHA-256 above',
        command: collect.sameFile.how,
        why: 'an agent on one server only needs an explanation',
      },
    )
    if (one.unresolvedBases.length > 0) {
      steps.push({
        text: 'Collect the missing helper assemblies and run again with --with',
        command: 'txray inspect --with <folder> <file>',
        why: 'the agent’s behaviour may stand in them',
      })
    }
  } else if (one.isAgent) {
    steps.push({
      text: 'Confirm with the owner that this agent is wanted on this server',
      command: collect.registrations.how,
      why: 'the file does not say whether its registration is expected',
    })
  }
  return steps.map((step, index) => ({ order: index + 1, ...step }))
}
