import type { Category } from '../facts/vocabulary.ts'
import type { Grade, SinkKind, SourceKind } from '../flow/label.ts'
import type { Feature, Rule } from './rule.ts'

/** Sources that are mail: what people wrote and to whom. */
export const mailSources = [
  'mail-mime',
  'mail-body',
  'mail-attachment',
  'mail-attachment-name',
  'mail-header',
  'mail-subject',
  'mail-sender',
  'mail-recipient',
  'mail-id',
] as const satisfies readonly SourceKind[]

/** Where something lies that is neither mail nor the code of the assembly. */
const elsewhere = ['file', 'registry', 'config', 'resource', 'native', 'database'] as const satisfies readonly SourceKind[]

/** The categories of rules whose instruction a kind of sink can be; the first is that of the sink's own rule. */
export const sinkCategories: Readonly<Record<SinkKind, readonly Category[]>> = {
  file: ['file-write'],
  network: ['network'],
  'process-file': ['process'],
  'process-arguments': ['process'],
  'process-stdin': ['process'],
  code: ['code-load'],
  script: ['code-load', 'process'],
  reflection: ['code-load'],
  native: ['native'],
  registry: ['registry'],
  // a question to the directory is one to a database
  database: ['database', 'discovery'],
  log: ['log'],
  'mail-content': ['mail-modify'],
  'mail-header': ['mail-modify'],
  'mail-recipient': ['mail-redirect'],
  'mail-new': ['mail-send'],
}

/** Grades with which mail data at a sink is record-keeping or routing: never `fed`, and no finding of its own. */
export const plainGrades: ReadonlyMap<SinkKind, readonly Grade[]> = new Map([
  ['log', ['address', 'id', 'digest', 'measure']],
  // for an effect `reachable` is the top
  ['mail-recipient', ['content', 'text', 'address', 'id', 'digest', 'measure']],
])

/**
 * Of these rules an argument says where the mail or the command goes: which one, the first that is a known text where members differ,
 * and the sink it stands for.
 */
export const effectTargets: ReadonlyMap<string, { readonly parameters: readonly number[]; readonly sink: SinkKind }> = new Map([
  ['mail.add-recipient', { parameters: [0], sink: 'mail-recipient' }],
  ['mail.rewrite-recipient', { parameters: [0], sink: 'mail-recipient' }],
  ['mail.write-sender', { parameters: [0], sink: 'mail-header' }],
  ['process.start', { parameters: [0], sink: 'process-file' }],
  ['load.assembly-file', { parameters: [0], sink: 'code' }],
  ['mail.expand-recipients', { parameters: [0], sink: 'mail-recipient' }],
  // of a recipient: the domain; of an event source: the recipient, then the domain
  ['mail.reroute', { parameters: [0, 1], sink: 'mail-recipient' }],
])

const ofMail = (flow: SinkKind): Feature[] => [{ flow, from: mailSources }]

/**
 * Rules on proven flows. They name what no rule on the member itself names: the write to a stream whose object makes it a socket,
 * the call that is only found by following.
 */
const mailFlowRules: readonly Rule[] = [
  {
    id: 'flow.file',
    title: 'Writes mail data to a file',
    category: 'file-write',
    severity: 'medium',
    attack: [],
    why: 'Scanners do it for a moment, archives for good, collectors for whoever comes to fetch it.',
    anyOf: ofMail('file'),
  },
  {
    id: 'flow.network',
    title: 'Sends mail data over the network',
    category: 'network',
    severity: 'high',
    attack: [],
    why: 'A scanner on the same machine is the ordinary use. Look at where it goes and for whom.',
    anyOf: ofMail('network'),
  },
  {
    id: 'flow.process-file',
    title: 'Starts a program that mail names or brings',
    category: 'process',
    severity: 'critical',
    attack: [],
    why: 'Whoever can send a mail runs programs on the server.',
    anyOf: ofMail('process-file'),
  },
  {
    id: 'flow.process-arguments',
    title: 'Gives mail data to a program as arguments',
    category: 'process',
    severity: 'high',
    attack: [],
    why: 'To a command interpreter these are commands; to other programs often addresses or ids.',
    anyOf: ofMail('process-arguments'),
  },
  {
    id: 'flow.process-stdin',
    title: 'Feeds mail data to a program',
    category: 'process',
    severity: 'medium',
    attack: [],
    why: 'Filters are fed this way; a command interpreter takes orders this way.',
    anyOf: ofMail('process-stdin'),
  },
  {
    id: 'flow.code',
    title: 'Runs code that came by mail',
    category: 'code-load',
    severity: 'critical',
    attack: [],
    why: 'No ordinary agent does.',
    anyOf: ofMail('code'),
  },
  {
    id: 'flow.script',
    title: 'Runs a script that came by mail',
    category: 'code-load',
    severity: 'critical',
    attack: [],
    why: 'No ordinary agent does.',
    anyOf: ofMail('script'),
  },
  {
    id: 'flow.reflection',
    title: 'Lets mail choose what is called',
    category: 'code-load',
    severity: 'high',
    attack: [],
    why: 'A name from a message becomes a type or a method.',
    anyOf: ofMail('reflection'),
  },
  {
    id: 'flow.native',
    title: 'Hands mail data to native code',
    category: 'native',
    severity: 'medium',
    attack: [],
    why: 'What happens there this analysis does not see. Scanning engines are often native; so are companions of implants.',
    anyOf: ofMail('native'),
  },
  {
    id: 'flow.registry',
    title: 'Writes mail data to the registry',
    category: 'registry',
    severity: 'medium',
    attack: [],
    why: 'An odd place to keep what stands in mail.',
    anyOf: ofMail('registry'),
  },
  {
    id: 'flow.database',
    title: 'Writes mail data to a database',
    category: 'database',
    severity: 'low',
    attack: [],
    why: 'Addresses and subjects for statistics, or whole messages for an archive.',
    anyOf: ofMail('database'),
  },
  {
    id: 'flow.log',
    title: 'Writes text of mail to a log',
    category: 'log',
    severity: 'info',
    attack: [],
    why: 'Subjects stand in many logs; bodies in few.',
    anyOf: ofMail('log'),
  },
  {
    id: 'flow.mail-content',
    title: 'Writes what mail holds back into a message',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Disclaimers, signers and cleaners read a body and write it again.',
    anyOf: ofMail('mail-content'),
  },
  {
    id: 'flow.mail-header',
    title: 'Writes mail data into a header',
    category: 'mail-modify',
    severity: 'info',
    attack: [],
    why: 'Signatures, tags and the original recipient stand there.',
    anyOf: ofMail('mail-header'),
  },
  {
    id: 'flow.mail-recipient',
    title: 'Makes a recipient out of mail data',
    category: 'mail-redirect',
    severity: 'low',
    attack: [],
    why: 'Address rewriting takes the old address and changes a part of it.',
    anyOf: ofMail('mail-recipient'),
  },
  {
    id: 'flow.mail-new',
    title: 'Puts mail data into a message of its own',
    category: 'mail-send',
    severity: 'high',
    attack: [],
    why: 'A notice quotes the subject; a copy of the body takes the mail to somebody else.',
    anyOf: ofMail('mail-new'),
  },
]

const otherFlowRules: readonly Rule[] = [
  {
    id: 'flow.download-mail',
    title: 'Puts what it downloaded into a message',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'A scanner puts a cleaned copy back; an implant replaces an attachment with one of its own.',
    anyOf: [{ flow: 'mail-content', from: ['download'] }],
  },
  {
    id: 'flow.file-mail',
    title: 'Puts what stands on the server into a message',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Disclaimers and signatures are read from a file; so is what somebody wants to be sent. Look at which file, and to whom the message goes.',
    anyOf: [{ flow: 'mail-content', from: ['file', 'registry', 'database'] }],
  },
  {
    id: 'flow.download-run',
    title: 'Runs what it downloaded',
    category: 'code-load',
    severity: 'critical',
    attack: ['T1105'],
    why: 'What the agent does is decided elsewhere, and anew each time.',
    anyOf: (['code', 'script', 'process-file', 'process-arguments', 'process-stdin'] as const).map((flow) => ({ flow, from: ['download'] as const })),
  },
  {
    id: 'flow.outside-code',
    title: 'Runs code that lies outside the assembly',
    category: 'code-load',
    severity: 'high',
    attack: [],
    why: 'Plug-ins are loaded this way. What they do stands in another file.',
    anyOf: (['code', 'script'] as const).map((flow) => ({ flow, from: elsewhere })),
  },
  {
    id: 'flow.host-sent',
    title: 'Sends names of the machine or its users over the network',
    category: 'network',
    severity: 'medium',
    attack: ['T1082'],
    why: 'Licence checks do it; so does an implant that reports in.',
    anyOf: [{ flow: 'network', from: ['host'] }],
  },
  {
    id: 'flow.unfollowed',
    title: 'Gives mail data to code that could not be followed',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'A member of an assembly that was not given, or one chosen at run time. Give the assembly with --with.',
    anyOf: [{ unfollowed: 'reflection' }, { unfollowed: 'assembly' }, { unfollowed: 'delegate' }],
  },
  {
    id: 'flow.unfollowed-native',
    title: 'Gives mail data to native code that could not be followed',
    category: 'native',
    severity: 'medium',
    attack: [],
    why: 'Native code is not analysed; what it does with the data is open.',
    anyOf: [{ unfollowed: 'native' }],
  },
  {
    id: 'conceal.recovered-string',
    title: 'Hides a text in its code',
    category: 'concealment',
    severity: 'medium',
    attack: ['T1027'],
    why: 'The text stands nowhere in the file and is put together when it is needed. It was recovered by running that code; names of hosts, paths and members are what is worth hiding.',
    anyOf: [{ recovered: true }],
  },
]

/** Everything that following the data adds to what members alone show. */
export const flowRules: readonly Rule[] = [...mailFlowRules, ...otherFlowRules]

const bySink: ReadonlyMap<string, Rule> = new Map(mailFlowRules.map((rule) => [rule.id.slice('flow.'.length), rule]))

/** The rule on mail data at this kind of sink. */
export function findFlowRule(sink: SinkKind): Rule | null {
  return bySink.get(sink) ?? null
}

/** A technique that a flow shows, narrower than any rule on the member alone could claim. */
export interface FlowTechnique {
  readonly technique: string
  readonly sinks: readonly SinkKind[]
  readonly grades: readonly Grade[]
  readonly from: 'mail' | 'download'
  /** What must hold besides. `kept`: not a temporary file deleted again. `away`: a place fixed in the code that is not this machine. */
  readonly only: 'kept' | 'away' | 'shell' | 'aimed' | null
}

/** ATT&CK by what flows where: nothing here rests on a member that ordinary agents use as well. */
export const flowTechniques: readonly FlowTechnique[] = [
  { technique: 'T1114', sinks: ['file', 'network', 'mail-new', 'native', 'process-stdin'], grades: ['content'], from: 'mail', only: 'aimed' },
  { technique: 'T1074.001', sinks: ['file'], grades: ['content'], from: 'mail', only: 'kept' },
  { technique: 'T1048', sinks: ['network', 'file', 'mail-new'], grades: ['content', 'text'], from: 'mail', only: 'away' },
  { technique: 'T1059', sinks: ['process-arguments', 'process-stdin'], grades: ['content', 'text'], from: 'mail', only: 'shell' },
  { technique: 'T1059', sinks: ['script'], grades: ['content', 'text'], from: 'mail', only: null },
  { technique: 'T1620', sinks: ['code'], grades: ['content', 'text'], from: 'mail', only: null },
  { technique: 'T1620', sinks: ['code'], grades: ['content', 'text'], from: 'download', only: null },
  { technique: 'T1105', sinks: ['code', 'script', 'process-file'], grades: ['content', 'text'], from: 'download', only: null },
  { technique: 'T1565.002', sinks: ['mail-content'], grades: ['content', 'text'], from: 'mail', only: 'aimed' },
]
