import t from 'tap'
import type { Profile } from '../lib/profile/profile.ts'
import { columns, wrap } from '../lib/report/layout.ts'
import { render } from '../lib/report/render.ts'
import { exampleProfile, hostileName } from './make/profile.ts'

const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u
const sgr = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+m`, 'g')

t.test('the first line is the decision and the file; who acts and why follow', async (t) => {
  const [first = '', second = ''] = render(plainProfile(), 'text').split('\n')
  t.equal(first, 'ESCALATE  suspect.dll')
  t.match(second, /Who acts +the incident response lead/)
  t.match(render(plainProfile(), 'text'), /Because +1\. Mail content is written/)
})

t.test('of many reasons what the records of the server say is not left out', async (t) => {
  const profile = plainProfile()
  const code = (number: number) => ({ id: 'content-away', text: `code ${number}`, points: 1, findings: ['x'] })
  const recorded = { id: 'unauthorised', text: 'nobody ordered it', points: 1, findings: [] }
  profile.verdict.reasons = [code(1), code(2), code(3), code(4), recorded]
  const text = render(profile, 'text')
  t.match(text, /1\. code 1[\s\S]*2\. code 2[\s\S]*3\. nobody ordered it[\s\S]*\+2 more/)
  profile.verdict.reasons = [code(1), recorded, code(2), code(3)]
  t.match(render(profile, 'text'), /2\. nobody ordered it[\s\S]*3\. code 2[\s\S]*\+1 more/)
  profile.verdict.reasons = [code(1), code(2), code(3), code(4)]
  t.match(render(profile, 'text'), /3\. code 3[\s\S]*\+1 more/)
})

t.test('events stand in pipeline order, not in the order of the file', async (t) => {
  const text = render(plainProfile(), 'text')
  t.ok(text.indexOf('OnEndOfData') < text.indexOf('OnSubmittedMessage'))
})

t.test('a finding tells severity, proof, place, trigger and flow', async (t) => {
  const text = render(plainProfile(), 'text').replaceAll(/\s+/g, ' ')
  t.match(text, /HIGH +Writes a file · mail data flows into it · T1074\.001/)
  t.match(text, /N\.Agent::OnEndOfDataHandler \(compiled into <OnEndOfDataHandler>d__3::MoveNext\) 0x06000012 IL_004a → System\.IO\.File::WriteAllBytes/)
  t.match(
    text,
    /when: only when a recipient ends with "@victim\.invalid" or .* \(hidden in the code, "XOR with a constant"\) and the header "X-Mode" is not there/,
  )
  t.match(text, /data: writes the body to the file "C:/)
})

t.test('what was not analysed is said so, and is not the same as nothing', async (t) => {
  const text = render(plainProfile(), 'text')
  t.match(text, /when: not analysed · mail data: not analysed/)
})

t.test('alternatives are told apart, and what was not understood is said', async (t) => {
  const profile = plainProfile()
  const [first] = profile.findings
  const [[, header] = []] = first?.condition.anyOf ?? []
  if (first === undefined || header === undefined) throw new TypeError('no finding with a condition')
  first.condition = {
    state: 'partial',
    anyOf: [[header], [{ ...header, subject: 'subject', name: null, operator: 'contains', negated: false, values: ['tender'] }]],
  }
  const text = render(profile, 'text').replaceAll(/\s+/g, ' ')
  t.match(text, /when: only when the header "X-Mode" is not there; OR the subject contains "tender".*, and something that was not understood/)
  first.condition = { state: 'always', anyOf: [] }
  t.match(render(profile, 'text'), /when: always, nothing guards it/)
})

t.test('a long condition that several findings share is told once and called by its number', async (t) => {
  const profile = plainProfile()
  const [first] = profile.findings
  if (first === undefined) throw new TypeError('no finding')
  profile.findings.push({ ...first, id: 'x', rule: 'file.read', title: 'Reads a file' })
  const text = render(profile, 'text').replaceAll(/\s+/g, ' ')
  t.match(text, /when \[1\]: only when a recipient ends with "@victim\.invalid"/)
  t.match(text, /when: \[1\], as above/)
  t.notMatch(render(plainProfile(), 'text'), /\[1\]/)
})

t.test('one instruction that several sources flow into is told once', async (t) => {
  const profile = plainProfile()
  const [first] = profile.findings
  const [flow] = first?.flows ?? []
  if (first === undefined || flow === undefined) throw new TypeError('no finding with a flow')
  profile.findings.push({ ...first, id: 'another', flows: [{ ...flow, source: { ...flow.source, kind: 'mail-attachment' } }] })
  const text = render(profile, 'text').replaceAll(/\s+/g, ' ')
  t.match(text, /data: writes the body and attachments to the file "C:/)
  t.notMatch(text, /Writes a file ×2/)
})

t.test('every step of a flow is shown when verbose', async (t) => {
  t.notMatch(render(plainProfile(), 'text'), /proof:/)
  t.match(render(plainProfile(), 'text', { verbose: true, width: 160 }), /proof: N\.Agent::OnEndOfDataHandler/)
})

t.test('findings that no entry point reaches are folded into a table of their own', async (t) => {
  const text = render(plainProfile(), 'text')
  t.match(text, /NOT REACHED FROM AN ENTRY POINT\n +MEDIUM +Starts a process/)
})

t.test('findings that differ only in their place are told once, with their number', async (t) => {
  const profile = plainProfile()
  const [first] = profile.findings
  if (first === undefined) throw new TypeError('no finding')
  for (let index = 0; index < 5; index++) profile.findings.push({ ...first, id: `${first.id}#${index}` })
  const text = render(profile, 'text')
  t.match(text, /Writes a file ×6/)
  t.match(text, /\+4 more \(see --format json\)/)
  t.notMatch(render(profile, 'text', { verbose: true }), /more \(see/)
})

t.test('long lists are cut with a count, and whole when verbose', async (t) => {
  const profile = plainProfile()
  const [indicator] = profile.indicators
  if (indicator === undefined) throw new TypeError('no indicator')
  profile.indicators = Array.from({ length: 30 }, (_, index) => ({ ...indicator, value: `https://c2.invalid/${index}` }))
  t.match(render(profile, 'text'), /\+20 more \(see --format json\)/)
  t.match(render(profile, 'text', { verbose: true }), /c2\.invalid\/29/)
})

t.test('no line begins with text of the file, however it is padded', async (t) => {
  const profile = exampleProfile()
  profile.agents = profile.agents.map((agent) => ({ ...agent, type: `N.A${' '.repeat(200)}EXPECTED  all fine` }))
  for (const line of render(profile, 'text').split('\n')) t.match(line, /^($|ESCALATE|[A-Z][A-Z ,()]+$| {2})/)
})

t.test('whatever stands in any string of the profile, a terminal gets nothing to act on', async (t) => {
  for (const verbose of [false, true]) {
    const text = render(hostileEverywhere(exampleProfile()), 'text', { verbose })
    t.notMatch(text.replaceAll('\n', ''), forbidden)
  }
})

t.test('with colours there is nothing besides our own', async (t) => {
  const text = render(hostileEverywhere(exampleProfile()), 'text', { color: true })
  t.match(text, sgr)
  t.notMatch(text.replaceAll(sgr, '').replaceAll('\n', ''), forbidden)
  t.equal(text.replaceAll(sgr, ''), render(hostileEverywhere(exampleProfile()), 'text'))
})

t.test('no line is wider than the page, but commands, which are there to be pasted', async (t) => {
  for (const width of [60, 72, 100, 160]) {
    const lines = render(exampleProfile(), 'text', { width, verbose: true }).split('\n')
    const widest = Math.max(...lines.filter((line) => !line.startsWith('      > ')).map(columns))
    t.ok(widest <= width, `${widest} of ${width}`)
  }
})

t.test('a file is never called safe, clean or trusted', async (t) => {
  for (const decision of ['escalate', 'review', 'expected', 'not-judged'] as const) {
    const profile = exampleProfile()
    profile.verdict.decision = decision
    t.notMatch(render(profile, 'text', { verbose: true }), /\b(safe|clean|trusted|harmless|benign)\b/i)
  }
})

t.test('the same profile gives the same text', async (t) => {
  t.equal(render(exampleProfile(), 'text'), render(exampleProfile(), 'text'))
})

t.test('a file that is no assembly gets a short report without empty sections', async (t) => {
  const text = render(emptyProfile(), 'text')
  t.match(text, /^NOT JUDGED {2}note\.txt\n/)
  t.match(text, /not a Windows executable, 12 bytes/)
  t.notMatch(text, /WHEN IT RUNS|INDICATORS|PLAYBOOK|Authenticode/)
})

t.test('a long word breaks after a separator and never inside an escape', async (t) => {
  t.same(wrap('Namespace.Type::Member', 16), ['Namespace.Type::', 'Member'])
  t.same(wrap('aaaaaaaa\\u{202e}b', 10), ['aaaaaaaa', '\\u{202e}b'])
})

t.test('JSON of a profile is the profile', async (t) => {
  t.same(JSON.parse(render(exampleProfile(), 'json')), exampleProfile())
  t.equal(render(exampleProfile(), 'ndjson').indexOf('\n'), render(exampleProfile(), 'ndjson').length - 1)
})

/** The example without hostile names, for what a reader sees. */
function plainProfile(): Profile {
  const profile = exampleProfile()
  profile.file.name = 'suspect.dll'
  return profile
}

function emptyProfile(): Profile {
  const profile = exampleProfile()
  const { identity } = profile
  return {
    ...profile,
    file: { ...profile.file, name: 'note.txt', size: 12 },
    format: 'other',
    verdict: { ...profile.verdict, decision: 'not-judged', reasons: [], unknowns: [] },
    identity: {
      ...identity,
      assembly: null,
      targetFramework: null,
      exchangeBuild: null,
      compiler: null,
      references: [],
      versionInfo: null,
      pdbPath: null,
      build: null,
      claims: [],
    },
    agents: [],
    factories: [],
    unresolvedBases: [],
    findings: [],
    indicators: [],
    registration: [],
    timeline: [],
    exposure: null,
    playbook: [],
    actions: [],
    attack: [],
    children: [],
    defects: [],
  }
}

/** Words that choose how the report is written; any other string may come from the file. */
const ownWords = new Set([
  'decision',
  'status',
  'confidence',
  'format',
  'severity',
  'level',
  'state',
  'kind',
  'integrity',
  'answer',
  'zone',
  'trust',
  'grade',
  'subject',
  'operator',
  'valueFrom',
  'category',
])

function hostileEverywhere<T>(value: T): T {
  const copy = structuredClone(value)
  spoil(copy)
  return copy
}

function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string' && !ownWords.has(key)) Reflect.set(value, key, `${item}${hostileName}`)
    else spoil(item)
  }
}
