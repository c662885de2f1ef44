import type { Case } from './case.ts'
import type { Finding, PlaybookAnswer, Profile } from './profile.ts'

const isReached = (finding: Finding) => finding.level === 'reachable' || finding.level === 'fed'

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
  return [changes(), properties(one, decision), targets(one), attachments(one)]
}

function changes(): PlaybookAnswer {
  return {
    question: 'Are there recent changes to transport agent configurations?',
    answer: 'cannot-tell',
    because: 'a file does not say when or by whom it was registered',
    findings: [],
    collect: [collect.registrations, collect.configuration, collect.changes],
  }
}

function properties(one: Case, verdict: Profile['verdict']): PlaybookAnswer {
  const question = 'Do the registered agents have anomalous properties or behaviour?'
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

function targets(one: Case): PlaybookAnswer {
  const reads = one.findings.filter((finding) => isReached(finding) && addressRules.has(finding.rule))
  return {
    question: 'Are specific addresses or patterns targeted?',
    answer: 'cannot-tell',
    because:
      reads.length > 0
        ? 'the agent reads addresses, subjects, headers or file names; whether it acts only on some of them was not analysed: see the indicators for addresses and patterns in its strings'
        : 'no entry point was seen to read addresses, subjects, headers or file names; conditions were not analysed',
    findings: [...new Set(reads.map((finding) => finding.id))],
    collect: [collect.sideFiles, collect.tracking],
  }
}

const attachmentRules = new Set(['mail.read-attachment', 'mail.read-part'])
const wholeMessageRules = new Set(['mail.read-mime', 'mail.copy-message'])

function attachments(one: Case): PlaybookAnswer {
  const question = 'Is there more copying of, or access to, attachments?'
  const direct = one.findings.filter((finding) => isReached(finding) && attachmentRules.has(finding.rule))
  const whole = one.findings.filter((finding) => isReached(finding) && wholeMessageRules.has(finding.rule))
  const findings = [...new Set([...direct, ...whole].map((finding) => finding.id))]
  if (direct.length > 0) {
    return {
      question,
      answer: 'yes',
      because: 'an entry point opens attachments; whether they are copied further was not analysed',
      findings,
      collect: [collect.tracking, collect.sideFiles],
    }
  }
  if (whole.length > 0) {
    return {
      question,
      answer: 'yes',
      because: 'an entry point reads whole messages, attachments included; whether they are copied was not analysed',
      findings,
      collect: [collect.tracking, collect.sideFiles],
    }
  }
  if (isFollowed(one)) {
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

/** Code that is not in the file, chosen at run time, or native can open what the code here does not. */
function isFollowed(one: Case): boolean {
  const elsewhere = one.findings.some((finding) => isReached(finding) && leadsOut(finding))
  return one.isAgent && one.completeness.status === 'complete' && one.unresolvedBases.length === 0 && one.oddities.length === 0 && !elsewhere
}

const leadsOut = (finding: Finding) => ['code-load', 'native'].includes(finding.category) || finding.rule.startsWith('reflect.')

/** What to do next, in order. Commands that change something come with the reason; names from the file are never put into one. */
export function nextActions(one: Case, decision: Profile['verdict']['decision']): Profile['actions'] {
  const steps: { text: string; command: string | null; why: string }[] = []
  if (decision === 'escalate') {
    steps.push(
      {
        text: 'Keep the evidence: copy the DLL, agents.config and the logs before anything is changed',
        command: null,
        why: 'logs roll over, and an implant may remove its traces',
      },
      {
        text: 'Find the agent’s registered identity, then disable it and restart the transport service',
        command: 'Disable-TransportAgent -Identity "<Identity>"; Restart-Service MSExchangeTransport',
        why: 'a disabled agent sees no more mail; deleting the file first would stop mail flow',
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
