import type { Evidence, Finding, Profile, Trigger } from '../../lib/profile/profile.ts'

/** A name that tries everything a terminal acts on: colour, title, clipboard, overwriting, bidi, zero width, tags, C1. */
export const hostileName =
  'N.\u001b[31mAgent\u001b]0;owned\u0007\r\b\u007f\u009b2J\u202egnp.\u200b\u2066\ufeff\u{e0041}\ud800\u2028\ue000\u00a0\nEXPECTED   nothing'

const place: Evidence = {
  assembly: null,
  method: 'N.Agent/<OnEndOfDataHandler>d__3::MoveNext()',
  token: '0x06000012',
  ilOffset: 74,
  fileOffset: 1180,
  api: 'System.IO.File::WriteAllBytes(System.String,System.Byte[])',
}

const trigger: Trigger = {
  subject: 'recipient',
  name: null,
  operator: 'ends-with',
  negated: false,
  ignoreCase: true,
  values: ['@victim.invalid', hostileName],
  valueFrom: 'recovered',
  from: 'XOR with a constant',
  at: { ...place, assembly: '6f1de2a4-0000-4000-8000-000000000001' },
}

const staged: Finding = {
  id: 'file.write:N.Agent/OnEndOfData:System.IO.File::WriteAllBytes',
  rule: 'file.write',
  category: 'file-write',
  title: 'Writes a file',
  severity: 'high',
  level: 'fed',
  attack: ['T1074.001'],
  entries: [{ kind: 'event', type: 'N.Agent', event: 'OnEndOfData', token: '0x06000004' }],
  condition: {
    state: 'known',
    anyOf: [[trigger, { ...trigger, subject: 'header', name: 'X-Mode', operator: 'exists', negated: true, values: [], valueFrom: 'constant', from: null }]],
  },
  path: [
    { method: 'N.Agent::OnEndOfDataHandler(System.Object)', token: '0x06000004', ilOffset: 18 },
    { method: 'N.Agent/<OnEndOfDataHandler>d__3::MoveNext()', token: '0x06000012', ilOffset: 74 },
  ],
  flows: [
    {
      source: { kind: 'mail-body', grade: 'content', member: 'Microsoft.Exchange.Data.Transport.Email.Body::GetContentReadStream()', target: null, at: place },
      sink: {
        kind: 'file',
        grade: null,
        member: 'System.IO.File::WriteAllBytes(System.String,System.Byte[])',
        target: `C:\\ProgramData\\${hostileName}`,
        at: place,
      },
      steps: [place],
    },
  ],
  evidence: [place, { assembly: null, method: null, token: null, ilOffset: null, fileOffset: null, api: null }],
}

const findings: Finding[] = [
  staged,
  {
    ...staged,
    id: `mail.delete:${hostileName}`,
    rule: 'mail.delete',
    category: 'mail-drop',
    title: 'Deletes the message without a trace',
    severity: 'critical',
    level: 'reachable',
    attack: [],
    entries: [
      { kind: 'event', type: hostileName, event: 'OnSubmittedMessage', token: '0x06000007' },
      { kind: 'callback', type: 'N.Agent', event: null, token: '0x06000009' },
    ],
    condition: { state: 'not-analysed', anyOf: [] },
    flows: [],
    path: [{ method: `${hostileName}::OnSubmitted()`, token: '0x06000007', ilOffset: 3 }],
  },
  {
    ...staged,
    id: 'mail.read:N.Agent/OnEndOfData:get_Subject',
    rule: 'mail.read',
    category: 'mail-read',
    title: 'Reads the subject',
    severity: 'info',
    level: 'reachable',
    attack: [],
    condition: { state: 'always', anyOf: [] },
    flows: [],
  },
  {
    ...staged,
    id: 'process.start:System.Diagnostics.Process::Start',
    rule: 'process.start',
    category: 'process',
    title: 'Starts a process',
    severity: 'medium',
    level: 'called',
    attack: ['T1059'],
    entries: [],
    condition: { state: 'not-analysed', anyOf: [] },
    path: [],
    flows: [],
  },
]

/** A profile with every field filled, arrays too, and hostile names where a file could put them. Fresh on each call. */
export function exampleProfile(): Profile {
  return structuredClone({
    ...leaf,
    children: [{ name: hostileName, where: 'resource "payload"', profile: { ...leaf, verdict: { ...leaf.verdict, decision: 'review' } } }],
  })
}

const leaf: Profile = {
  schemaVersion: '1.0.0',
  tool: { name: 'txray', version: '0.1.0', rulesVersion: '1.0.0' },
  inputs: [{ role: 'subject', name: hostileName, sha256: '0'.repeat(64) }],
  file: { name: hostileName, size: 24576, md5: '1'.repeat(32), sha1: '2'.repeat(40), sha256: '3'.repeat(64) },
  format: 'dotnet',
  verdict: {
    decision: 'escalate',
    to: 'the incident response lead',
    score: 87,
    confidence: 'medium',
    reasons: [
      { id: 'content-staged-aimed', text: `Mail content is written to a file for recipients named in ${hostileName}`, points: 40, findings: [staged.id] },
    ],
    unknowns: [`The base class of ${hostileName} was not given.`],
  },
  identity: {
    assembly: { name: hostileName, version: '15.2.1544.4', culture: 'neutral', mvid: '6f1de2a4-0000-4000-8000-000000000002' },
    targetFramework: '.NETFramework,Version=v4.8',
    exchangeBuild: '15.2.1544.4',
    compiler: 'Roslyn 2.10',
    references: [
      { name: 'mscorlib', version: '4.0.0.0', publicKeyToken: 'b77a5c561934e089' },
      { name: hostileName, version: '1.0.0.0', publicKeyToken: null },
    ],
    versionInfo: [{ name: 'CompanyName', value: hostileName }],
    pdbPath: `C:\\build\\${hostileName}.pdb`,
    build: {
      stamp: 'time',
      compiled: '2026-02-27T08:00:00.000Z',
      pdb: { guid: '6f1de2a4-0000-4000-8000-000000000003', age: 1, embedded: false },
      remarks: [{ about: 'account', text: `the debug file lay in the profile of the account "${hostileName}"`, trust: 'forgeable' }],
    },
    hashes: { imphash: '4'.repeat(32), typeRefHash: '5'.repeat(64), authentihash: '6'.repeat(64) },
    strongName: { integrity: 'broken', publicKeyToken: '31bf3856ad364e35', pinnedMicrosoftKey: false },
    authenticode: { integrity: 'not-checked', claimedSigner: hostileName, issuer: 'Example CA', timestamp: '2024-01-02T03:04:05Z', chain: 'not-checked' },
    claims: [{ what: "is Microsoft's Connection Filtering Agent", supported: false, because: `the factory is ${hostileName}` }],
  },
  loads: { runtime: '.NET Framework 4', answer: 'no', broken: [{ rule: 'section-alignment', detail: hostileName }] },
  agents: [
    {
      type: hostileName,
      token: '0x02000003',
      base: 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent',
      kind: 'routing',
      events: [
        {
          event: 'OnSubmittedMessage',
          stage: 20,
          sees: ['envelope', 'headers', 'body'],
          handler: `${hostileName}::OnSubmitted()`,
          handlerToken: '0x06000007',
          at: place,
        },
      ],
    },
    {
      type: 'N.Agent',
      token: '0x02000002',
      base: 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent',
      kind: 'smtp-receive',
      events: [
        {
          event: 'OnEndOfData',
          stage: 10,
          sees: ['session', 'envelope', 'headers', 'body', 'attachments'],
          handler: 'N.Agent::OnEndOfDataHandler(System.Object)',
          handlerToken: '0x06000004',
          at: place,
        },
      ],
    },
  ],
  factories: [{ type: hostileName, token: '0x02000004', base: 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgentFactory', creates: ['N.Agent'] }],
  unresolvedBases: [{ type: 'N.Other', base: hostileName, assembly: 'Contoso.Mail' }],
  findings,
  indicators: [
    { kind: 'url', value: 'https://c2.invalid/up', recovered: false, at: place },
    { kind: 'path', value: `C:\\ProgramData\\${hostileName}`, recovered: true, at: place },
  ],
  registration: [
    {
      identity: hostileName,
      factory: 'N.Factory',
      path: `C:\\${hostileName}`,
      enabled: true,
      priority: 3,
      service: 'Hub',
      state: 'mismatch',
      mismatches: [hostileName],
      linkedTo: '0x02000004',
      source: 'agents.config',
    },
  ],
  timeline: [
    {
      time: '2024-01-02T03:04:05Z',
      zone: 'local',
      event: `Install-TransportAgent ${hostileName}`,
      who: hostileName,
      source: 'MSExchange Management',
      line: 12,
      trust: 'recorded',
    },
  ],
  exposure: {
    answer: 'known',
    from: '2024-01-02',
    to: '2024-02-03',
    messages: 42,
    mailboxes: [hostileName],
    because: 'message tracking covers the whole time',
  },
  playbook: [
    {
      question: 'Does it look at particular people?',
      answer: 'yes',
      because: `recipients in ${hostileName}`,
      findings: [staged.id],
      collect: [{ what: 'the staging folder', how: 'copy C:\\ProgramData\\stage' }],
    },
    { question: 'When was it installed?', answer: 'cannot-tell', because: 'no records were given', findings: [], collect: [] },
  ],
  actions: [{ order: 1, text: 'Keep the file and its folder', command: `Copy-Item "${hostileName}" E:\\evidence`, why: 'the agent may be replaced' }],
  attack: [{ technique: 'T1074.001', findings: [staged.id] }],
  children: [],
  completeness: { status: 'partial', methods: { total: 40, analysed: 38, reachable: 22 }, limits: ['originSteps'] },
  defects: [{ code: 'bad-index', offset: 512, detail: `method body of ${hostileName}` }],
}
