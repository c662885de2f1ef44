import type { EntryKind } from '../agents/entries.ts'
import type { AgentKind } from '../agents/exchange.ts'
import type { IndicatorKind } from '../facts/indicators.ts'
import type { Category, Level, Severity } from '../facts/vocabulary.ts'

export type { AgentKind, Category, EntryKind, IndicatorKind, Level, Severity }

/** The shape's own version; grows in its middle number when a field is added. */
export const schemaVersion = '1.1.0'

export type Decision = 'escalate' | 'review' | 'expected' | 'not-judged'
export type Integrity = 'ok' | 'broken' | 'delay-signed' | 'absent' | 'not-checked'

export interface InputReference {
  role: 'subject' | 'with' | 'context' | 'rules' | 'baseline' | 'changes'
  name: string
  sha256: string
}

export interface Verdict {
  decision: Decision
  /** Who acts on it, in words. */
  to: string
  /** 0..100: rank inside the decision's band; never decides. */
  score: number
  /** In the decision itself; coverage is `completeness`. */
  confidence: 'high' | 'medium' | 'low'
  reasons: { id: string; text: string; points: number; findings: string[] }[]
  /** What was not or could not be looked at. */
  unknowns: string[]
}

export interface Identity {
  assembly: { name: string; version: string; culture: string; mvid: string } | null
  targetFramework: string | null
  exchangeBuild: string | null
  compiler: string | null
  references: { name: string; version: string; publicKeyToken: string | null }[]
  versionInfo: { name: string; value: string }[] | null
  pdbPath: string | null
  /** When, where and by whom it says it was built. All of it can be forged, but for what a server recorded. */
  build: {
    /** What stands in the place of the compile time: `hash` in deterministic builds. */
    stamp: 'time' | 'hash' | 'none'
    compiled: string | null
    pdb: { guid: string; age: number; embedded: boolean } | null
    /** What contradicts each other, and what the path of the debug file tells. */
    remarks: { about: string; text: string; trust: 'recorded' | 'forgeable' }[]
  } | null
  hashes: { imphash: string | null; typeRefHash: string | null; authentihash: string | null }
  strongName: { integrity: Integrity; publicKeyToken: string | null; pinnedMicrosoftKey: boolean }
  authenticode: { integrity: Integrity; claimedSigner: string | null; issuer: string | null; timestamp: string | null; chain: 'not-checked' }
  /** What the file says it is, and whether anything bears it out. */
  claims: { what: string; supported: boolean; because: string }[]
}

export interface Agent {
  type: string
  token: string
  base: string
  kind: AgentKind
  events: { event: string; stage: number; sees: string[]; handler: string; handlerToken: string; at: Evidence }[]
}

export interface Factory {
  type: string
  token: string
  base: string
  creates: string[]
}

/** A place a colleague can check: `assembly` is an MVID when it is not the subject's. */
export interface Evidence {
  assembly: string | null
  method: string | null
  token: string | null
  ilOffset: number | null
  fileOffset: number | null
  api: string | null
}

export interface FlowEnd {
  kind: string
  grade: 'content' | 'text' | 'address' | 'id' | 'digest' | null
  member: string
  target: string | null
  at: Evidence
}

export interface Trigger {
  subject:
    | 'recipient'
    | 'sender'
    | 'subject'
    | 'header'
    | 'body'
    | 'attachment-name'
    | 'attachment-content'
    | 'size'
    | 'count'
    | 'direction'
    | 'session'
    | 'time'
    | 'host'
    | 'config'
    | 'native-result'
    | 'state'
    | 'unknown'
  name: string | null
  operator:
    | 'equals'
    | 'contains'
    | 'starts-with'
    | 'ends-with'
    | 'matches'
    | 'like'
    | 'in'
    | 'less'
    | 'greater'
    | 'exists'
    | 'bytes-at'
    | 'hash-equals'
    | 'returns'
  negated: boolean
  ignoreCase: boolean
  values: string[]
  valueFrom: 'constant' | 'recovered' | 'external' | 'computed'
  from: string | null
  at: Evidence
}

export interface Entry {
  kind: EntryKind
  type: string
  event: string | null
  token: string
}

/** One rule at one sink instruction, at the highest level that was proven. */
export interface Finding {
  /** Stable for the same code after a rebuild: rule, entry and API, no tokens. */
  id: string
  rule: string
  category: Category
  title: string
  severity: Severity
  level: Level
  attack: string[]
  entries: Entry[]
  condition: { state: 'always' | 'known' | 'partial' | 'not-analysed'; anyOf: Trigger[][] }
  /** Entry point to the method that does it. */
  path: { method: string; token: string; ilOffset: number | null }[]
  flows: { source: FlowEnd; sink: FlowEnd; steps: Evidence[] }[]
  evidence: Evidence[]
}

export interface Indicator {
  kind: IndicatorKind
  value: string
  /** True when it stood in the code in another form and was recovered from it. */
  recovered: boolean
  at: Evidence
}

export interface Registration {
  identity: string | null
  factory: string
  path: string
  enabled: boolean | null
  priority: number | null
  service: string | null
  state: 'expected' | 'unexpected' | 'mismatch' | 'missing-file' | 'unregistered-file'
  mismatches: string[]
  linkedTo: string | null
  source: string
}

export interface TimelineEvent {
  time: string | null
  zone: 'utc' | 'local' | 'unknown'
  event: string
  who: string | null
  source: string
  line: number | null
  trust: 'recorded' | 'forgeable'
}

export interface PlaybookAnswer {
  question: string
  answer: 'yes' | 'no' | 'cannot-tell'
  because: string
  findings: string[]
  collect: { what: string; how: string }[]
}

/** The one document: everything txray has to say about one file. Plain data, JSON as it stands. */
export interface Profile {
  schemaVersion: string
  tool: { name: 'txray'; version: string; rulesVersion: string }
  inputs: InputReference[]
  file: { name: string | null; size: number; md5: string; sha1: string; sha256: string }
  format: 'dotnet' | 'pe' | 'other'
  verdict: Verdict
  identity: Identity
  /** Whether a CLR would load it. Informs, never lowers a decision. */
  loads: { runtime: string; answer: 'yes' | 'no' | 'unknown'; broken: { rule: string; detail: string }[] }
  agents: Agent[]
  factories: Factory[]
  /** Types whose base class stands in an assembly that was not given: could be agents. */
  unresolvedBases: { type: string; base: string; assembly: string }[]
  findings: Finding[]
  indicators: Indicator[]
  registration: Registration[]
  timeline: TimelineEvent[]
  exposure: {
    answer: 'known' | 'cannot-tell'
    from: string | null
    to: string | null
    messages: number | null
    mailboxes: string[]
    because: string
  } | null
  playbook: PlaybookAnswer[]
  actions: { order: number; text: string; command: string | null; why: string }[]
  attack: { technique: string; findings: string[] }[]
  /** Assemblies found inside, to a bounded depth. */
  children: { name: string; where: string; profile: Profile }[]
  completeness: { status: 'complete' | 'partial'; methods: { total: number; analysed: number; reachable: number }; limits: string[] }
  defects: { code: string; offset: number | null; detail: string }[]
}
