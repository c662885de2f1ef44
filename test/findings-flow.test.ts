import t from 'tap'
import { flowRules, flowTechniques, mailSources } from '../lib/capabilities/flow-rules.ts'
import { compileRules, matchFacts } from '../lib/capabilities/match.ts'
import { rules } from '../lib/capabilities/rules.ts'
import type { Fact } from '../lib/facts/fact.ts'
import { rowToken } from '../lib/metadata/tables.ts'
import type { Finding } from '../lib/profile/profile.ts'
import { hitAt, noFlow, onSubject, openSample } from './make/fake-flow.ts'

const sample = openSample('attachment-collector.roslyn.dll')
const opens = sample.place('System.IO.FileStream::.ctor', 'Keep')
const copies = sample.place('System.IO.Stream::CopyTo', 'Keep')
const touches = sample.place('System.IO.File::SetLastWriteTimeUtc', 'Keep')
const at = (findings: readonly Finding[], place: { readonly ilOffset: number }) => findings.filter((one) => one.evidence[0]?.ilOffset === place.ilOffset)
const folder = 'C:\\Windows\\Temp\\x'

t.test('a flow belongs to the rule on the member at its instruction, if that speaks of such a sink', async (t) => {
  const { findings } = sample.findings({ hits: [hitAt(opens, 'mail-attachment', 'file', { sink: { target: folder } })] })
  const here = at(findings, opens).filter((one) => one.category === 'file-write')
  t.strictSame(
    here.map(({ rule, level }) => [rule, level]),
    [['file.write', 'fed']],
  )
  t.match(here[0]?.flows, [
    { source: { kind: 'mail-attachment', grade: 'content' }, sink: { kind: 'file', target: folder }, steps: [{ ilOffset: opens.ilOffset }] },
  ])
  t.ok(here[0]?.id.endsWith('/mail-attachment'))
})

t.test('a flow to an instruction without such a rule is a finding of its own', async (t) => {
  const { findings } = sample.findings({ hits: [hitAt(copies, 'mail-attachment', 'file'), hitAt(touches, 'mail-attachment', 'network')] })
  t.strictSame(
    at(findings, copies)
      .filter(({ level }) => level === 'fed')
      .map(({ rule, category }) => [rule, category]),
    [['flow.file', 'file-write']],
  )
  // that rule is about the times of files, not about a network
  t.strictSame(
    at(findings, touches)
      .map(({ rule, level }) => `${rule} ${level}`)
      .sort(),
    ['file.set-times reachable', 'flow.network fed'],
  )
})

t.test('one finding is one kind of source, each flow once by its shortest way, the shortest first', async (t) => {
  const long = hitAt(copies, 'mail-attachment', 'file', { steps: [opens, copies] })
  const elsewhere = hitAt(copies, 'mail-attachment', 'file', { steps: [opens, copies], source: { at: opens } })
  const { findings } = sample.findings({
    hits: [long, elsewhere, hitAt(copies, 'mail-attachment', 'file'), hitAt(copies, 'mail-subject', 'file', { source: { grade: 'text' } })],
  })
  const fed = at(findings, copies).filter(({ level }) => level === 'fed')
  t.strictSame(
    fed.map(({ flows }) => flows.map(({ source, steps }) => [source.kind, steps.length])),
    [
      [
        ['mail-attachment', 1],
        ['mail-attachment', 2],
      ],
      [['mail-subject', 1]],
    ],
  )
  t.equal(new Set(findings.map(({ id }) => id)).size, findings.length)
})

t.test('sender and recipients are the envelope, a message id is a header', async (t) => {
  const hits = [
    hitAt(copies, 'mail-sender', 'network', { source: { grade: 'address' } }),
    hitAt(copies, 'mail-recipient', 'network', { source: { grade: 'address' } }),
    hitAt(copies, 'mail-id', 'network', { source: { grade: 'id' } }),
  ]
  const { findings } = sample.findings({ hits })
  const told = at(findings, copies).filter(({ level }) => level === 'fed')
  t.strictSame(
    told.map(({ flows }) => flows.map(({ source }) => source.kind)),
    [['mail-envelope', 'mail-envelope'], ['mail-header']],
  )
})

t.test('a measure, a direction, a size or a time is no flow', async (t) => {
  const hits = [
    hitAt(copies, 'mail-body', 'network', { source: { grade: 'measure' } }),
    ...(['direction', 'size', 'time'] as const).map((kind) => hitAt(copies, kind, 'network', { source: { grade: 'text' } })),
  ]
  const { findings } = sample.findings({ hits })
  t.strictSame(
    findings.flatMap(({ flows }) => flows),
    [],
  )
})

t.test('addresses in a log and recipients made of mail are never fed, the text of a subject in a log is', async (t) => {
  const hits = [
    hitAt(copies, 'mail-recipient', 'log', { source: { grade: 'address' } }),
    hitAt(copies, 'mail-recipient', 'mail-recipient', { source: { grade: 'address' } }),
  ]
  t.strictSame(
    sample.findings({ hits }).findings.filter(({ level, rule }) => level === 'fed' || rule.startsWith('flow.')),
    [],
  )
  const { findings } = sample.findings({ hits: [hitAt(copies, 'mail-subject', 'log', { source: { grade: 'text' } })] })
  t.strictSame(
    findings.filter(({ level }) => level === 'fed').map(({ rule }) => rule),
    ['flow.log'],
  )
})

t.test('what is no mail flows into a reachable finding, and makes one only where it runs or reports in', async (t) => {
  const { findings } = sample.findings({
    hits: [
      hitAt(opens, 'config', 'file'),
      hitAt(opens, 'file', 'file'),
      hitAt(copies, 'file', 'file'),
      hitAt(copies, 'download', 'code'),
      hitAt(copies, 'host', 'network'),
    ],
  })
  t.strictSame(
    findings.filter(({ flows }) => flows.length > 0).map(({ rule, level, flows }) => [rule, level, flows[0]?.source.kind]),
    [
      ['flow.download-run', 'reachable', 'download'],
      ['file.write', 'reachable', 'config'],
      ['flow.host-sent', 'reachable', 'host'],
    ],
  )
})

t.test('a file in the pickup folder is a message', async (t) => {
  const { findings } = sample.findings({ hits: [hitAt(copies, 'mail-body', 'file', { sink: { target: 'D:\\Exchange\\TransportRoles\\Pickup\\{?}.eml' } })] })
  t.strictSame(
    findings.filter(({ level }) => level === 'fed').map(({ rule, category, flows }) => [rule, category, flows[0]?.sink.kind]),
    [['flow.mail-new', 'mail-send', 'mail-new']],
  )
})

t.test('the condition of a finding is any of its flows’, values of one comparison taken together', async (t) => {
  const condition = (...hits: ReturnType<typeof onSubject>[]) =>
    at(sample.findings({ hits: hits.map((one) => hitAt(copies, 'mail-body', 'file', { condition: one })) }).findings, copies).find(
      ({ level }) => level === 'fed',
    )?.condition
  const two = condition(onSubject(copies, 'a'), onSubject(opens, 'b'), onSubject(opens, 'a'))
  t.equal(two?.state, 'known')
  t.strictSame(
    two?.anyOf.map((all) => all.map(({ subject, values }) => [subject, values])),
    [[['subject', ['a', 'b']]]],
  )
  t.strictSame(two?.anyOf[0]?.[0]?.at.ilOffset, copies.ilOffset)
  t.strictSame(condition(onSubject(copies, 'a'), { state: 'always', anyOf: [] }), { state: 'always', anyOf: [] })
  t.equal(condition(onSubject(copies, 'a'), { state: 'not-analysed', anyOf: [] })?.state, 'partial')
  t.strictSame(condition({ state: 'not-analysed', anyOf: [] }), { state: 'not-analysed', anyOf: [] })
})

t.test('a reachable finding has the condition of its instruction', async (t) => {
  const { findings } = sample.findings({
    conditionOf: (place) => (place.ilOffset === touches.ilOffset ? onSubject(place, 'x') : { state: 'always', anyOf: [] }),
  })
  t.equal(at(findings, touches).find(({ rule }) => rule === 'file.set-times')?.condition.state, 'known')
  t.equal(at(findings, opens).find(({ rule }) => rule === 'file.write')?.condition.state, 'always')
})

t.test('what the objects that are made do not reach is only called, unless the analysis did not end', async (t) => {
  const level = (flow: Parameters<typeof sample.findings>[0]) => sample.findings(flow).findings.find(({ rule }) => rule === 'file.write')?.level
  const isReached = (method: number) => (method === opens.method ? false : null)
  t.equal(level({ isReached }), 'called')
  t.equal(level({ isReached, complete: false }), 'reachable')
  t.equal(level({}), 'reachable')
  const { findings, reachable } = sample.findings({ isReached })
  t.strictSame(findings.find(({ rule }) => rule === 'file.write')?.entries, [])
  t.equal(reachable, sample.findings({}).reachable - 1)
})

t.test('entries and path are those of the objects, where these are known', async (t) => {
  const event = sample.surface.entries.find(({ kind }) => kind === 'event')
  const maker = sample.surface.entries.find(({ kind }) => kind === 'factory')
  if (event === undefined || maker === undefined) throw new TypeError('the sample has an event and a factory')
  const path = [
    { method: event.method, ilOffset: 3 },
    { method: opens.method, ilOffset: null },
  ]
  const { findings } = sample.findings({ entriesOf: (method) => (method === opens.method ? [maker, event] : []), pathTo: () => path })
  const one = findings.find(({ rule }) => rule === 'file.write')
  t.strictSame(
    one?.entries.map(({ kind }) => kind),
    ['factory', 'event'],
  )
  t.strictSame(
    one?.path.map(({ method, ilOffset }) => [method, ilOffset]),
    [
      [sample.nameOf(event.method), 3],
      [sample.nameOf(opens.method), opens.ilOffset],
    ],
  )
  t.match(one?.id, /\/Contoso\.Mail\.Retention\.RetentionAgent\.OnResolvedMessage\//)
})

t.test('a member that only reflection names is found by its rules, and said to be called so', async (t) => {
  const hiddenCalls = [{ api: 'System.Net.WebClient::UploadData', signature: 'System.Net.WebClient::UploadData', recovered: true, at: copies }]
  const { findings } = sample.findings({ hiddenCalls })
  t.strictSame(
    findings.filter(({ category }) => category === 'network').map(({ rule, level, title }) => [rule, level, title]),
    [['net.http-upload', 'reachable', 'Sends data over HTTP, called by reflection']],
  )
  t.strictSame(
    sample.findings({ hiddenCalls: [{ api: 'N.T::Unknown', signature: 'N.T::Unknown', recovered: true, at: copies }] }).findings.length,
    sample.findings({}).findings.length,
  )
})

t.test('a text that the code hides is a finding where it is made, and what stands in it an indicator', async (t) => {
  const recovered = [{ text: 'https://relay.invalid/up', by: 'N.T::Get()', at: copies }]
  const [hides] = sample.findings({ recovered }).findings.filter(({ rule }) => rule === 'conceal.recovered-string')
  t.equal(hides?.level, 'reachable')
  t.equal(hides?.title, 'Hides a text in its code, made by N.T::Get()')
  t.match(hides?.evidence, [{ ilOffset: copies.ilOffset, api: 'https://relay.invalid/up' }])
  t.match(
    sample.indicators({ recovered }).filter((one) => one.recovered),
    [{ kind: 'url', value: 'https://relay.invalid/up', recovered: true, at: { ilOffset: copies.ilOffset } }],
  )
  t.notOk(sample.indicators({}).some((one) => one.recovered))
})

t.test('mail data that goes where following ended is a finding, unless a flow says so already', async (t) => {
  const unfollowed = [{ kind: 'native' as const, what: 'x.dll!F', mail: [{ kind: 'mail-body' as const, grade: 'content' as const }], at: copies }]
  const told = (flow: Parameters<typeof sample.findings>[0]) =>
    sample
      .findings(flow)
      .findings.filter(({ rule }) => rule.includes('flow.'))
      .map(({ rule, level }) => [rule, level])
  t.strictSame(told({ unfollowed }), [['flow.unfollowed-native', 'reachable']])
  t.strictSame(told({ unfollowed: unfollowed.map((one) => ({ ...one, kind: 'assembly' as const })) }), [['flow.unfollowed', 'reachable']])
  t.strictSame(told({ unfollowed, hits: [hitAt(copies, 'mail-body', 'native')] }), [['flow.native', 'fed']])
  t.strictSame(told({ unfollowed: unfollowed.map((one) => ({ ...one, mail: [] })) }), [])
})

t.test('a file that is deleted again by name, or beside where it is written, is tidied', async (t) => {
  const scan = openSample('clam-scan.roslyn.dll')
  const writes = scan.place('System.IO.Stream::CopyTo')
  const deletes = scan.place('System.IO.File::Delete')
  const isTidied = (target: string | null, deleted: string | null) => {
    const hits = [hitAt(writes, 'mail-attachment', 'file', { sink: { target } })]
    const argumentText = (place: { readonly ilOffset: number }) =>
      place.ilOffset === deletes.ilOffset && deleted !== null ? { text: deleted, recovered: false } : null
    const { findings, tidied } = scan.findings({ hits, argumentText })
    return findings.some(({ id, level }) => level === 'fed' && tidied.has(id))
  }
  t.ok(isTidied(null, null))
  t.ok(isTidied(folder, folder))
  t.notOk(isTidied(folder, null))
  t.notOk(isTidied(folder, 'C:\\other'))
})

t.test('a recipient that stands in the code is told as a flow from a constant, and is no mail', async (t) => {
  const shadow = openSample('shadow-copy.roslyn.dll')
  const adds = shadow.place('Microsoft.Exchange.Data.Transport.EnvelopeRecipientCollection::Add')
  const { findings } = shadow.findings({ argumentText: (place) => (place.ilOffset === adds.ilOffset ? { text: 'm@post.invalid', recovered: false } : null) })
  const one = findings.find(({ rule }) => rule === 'mail.add-recipient')
  t.equal(one?.level, 'reachable')
  t.match(one?.flows, [{ source: { kind: 'constant', grade: null }, sink: { kind: 'mail-recipient', target: 'm@post.invalid' } }])
})

t.test('techniques come from what flows where, never from the member alone', async (t) => {
  const attack = (hit: Parameters<typeof hitAt>[3], sink: Parameters<typeof hitAt>[2], kind: Parameters<typeof hitAt>[1] = 'mail-body') =>
    at(sample.findings({ hits: [hitAt(copies, kind, sink, hit)] }).findings, copies).flatMap((one) => (one.flows.length > 0 ? one.attack : []))
  t.strictSame(attack({}, 'file'), ['T1074.001'])
  t.strictSame(attack({ source: { grade: 'text' } }, 'file'), [])
  t.strictSame(attack({ sink: { target: 'https://x.invalid/' } }, 'network'), ['T1048'])
  t.strictSame(attack({ sink: { target: '127.0.0.1:3310' } }, 'network'), [])
  t.strictSame(attack({ sink: { target: 'cmd.exe' } }, 'process-arguments'), ['T1059'])
  t.strictSame(attack({ sink: { target: 'spamc.exe' } }, 'process-stdin'), [])
  t.strictSame(attack({}, 'code', 'download'), ['T1105', 'T1620'])
})

t.test('every rule on flows is shown by such a flow, and by none that carries only a measure', async (t) => {
  const index = compileRules(rules)
  const place = { method: rowToken('MethodDef', 1), ilOffset: 0 }
  const matched = (fact: Fact) => matchFacts(index, [fact]).map(({ rule }) => rule.id)
  for (const { id, anyOf } of flowRules) {
    for (const feature of anyOf) {
      if ('flow' in feature) {
        for (const kind of feature.from) {
          const hit = hitAt(copies, kind, feature.flow)
          t.ok(matched({ kind: 'flow', hit, at: place }).includes(id), `${id} from ${kind}`)
          t.strictSame(matched({ kind: 'flow', hit: { ...hit, source: { ...hit.source, grade: 'measure' } }, at: place }), [])
        }
      } else if ('unfollowed' in feature) {
        const unfollowed = { kind: feature.unfollowed, what: 'x', mail: [{ kind: 'mail-body' as const, grade: 'content' as const }], at: copies }
        t.ok(matched({ kind: 'unfollowed', unfollowed, at: place }).includes(id))
        t.strictSame(matched({ kind: 'unfollowed', unfollowed: { ...unfollowed, mail: [] }, at: place }), [])
      } else if ('recovered' in feature) t.ok(matched({ kind: 'recovered', text: 'x', by: 'y', at: place }).includes(id))
      else t.fail(`${id} rests on something else`)
    }
  }
  t.ok(mailSources.length > 8 && flowTechniques.length > 5)
})

t.test('a flow that nothing reaches any more is only called', async (t) => {
  const { findings } = sample.findings({ ...noFlow, hits: [hitAt(opens, 'mail-body', 'file')], isReached: () => false })
  t.strictSame(
    findings.filter(({ rule }) => rule === 'file.write').map(({ level }) => level),
    ['called'],
  )
})
