import t from 'tap'
import { findAgentSurface } from '../lib/agents/entries.ts'
import { analyseFlow } from '../lib/flow/analyse-flow.ts'
import { op } from '../lib/il/opcode-lookup.ts'
import { methodName, openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { methodCode } from '../lib/model/method-code.ts'
import { outsideMember } from '../lib/model/origin-operands.ts'
import { makeTracer } from '../lib/model/origins.ts'
import { homeOfMethod, makeProgram } from '../lib/model/program.ts'
import { type Line, label } from './make/assemble-il.ts'
import { token } from './make/flow-method.ts'
import { conditionLine, guardsOf } from './make/guard-view.ts'
import { bytesOf } from './make/root.ts'

type Tap = Pick<typeof t, 'equal'>

const il = (...lines: readonly Line[]): readonly Line[] => lines

/** A yes or no of this kind of data, asked at a label. */
const ask = (name: string): readonly Line[] => il(label(name), ['call', token.test])
const act = (name: string): readonly Line[] => il(label(name), ['call', token.make], 'pop')

const people = { sender: 'mail-sender', recipient: 'mail-recipient', subject: 'mail-subject' } as const

t.test('code behind no branch always runs, and so does code behind both ways of one', async (t) => {
  const { when } = guardsOf(
    [
      ...act('before'),
      ...ask('subject'),
      ...il(['brfalse.s', 'else']),
      ...act('then'),
      ...il(['br.s', 'end'], label('else')),
      ...act('other'),
      ...act('end'),
      'ret',
    ],
    { data: people },
  )
  t.equal(when('before'), 'always')
  t.equal(when('then'), 'subject')
  t.equal(when('other'), '!subject')
  t.equal(when('end'), 'always')
})

t.test('an early return guards what comes behind it', async (t) => {
  const { when } = guardsOf([...ask('subject'), ...il(['brtrue.s', 'on'], 'ret', label('on')), ...act('behind'), 'ret'], { data: people })
  t.equal(when('behind'), 'subject')
})

t.test('a short-circuit or has two alternatives, an and one of both', async (t) => {
  const either = guardsOf(
    [...ask('subject'), ...il(['brtrue.s', 'on']), ...ask('sender'), ...il(['brfalse.s', 'end'], label('on')), ...act('run'), label('end'), 'ret'],
    { data: people },
  )
  t.equal(either.when('run'), 'sender | subject')
  const both = guardsOf([...ask('subject'), ...il(['brfalse.s', 'end']), ...ask('sender'), ...il(['brfalse.s', 'end']), ...act('run'), label('end'), 'ret'], {
    data: people,
  })
  t.equal(both.when('run'), 'sender & subject')
})

t.test('a test that is stored in a local, loaded and turned round is the test', async (t) => {
  const { when } = guardsOf(
    [...ask('subject'), ...il('ldc.i4.0', 'ceq', 'stloc.0', 'ldloc.0', ['brfalse.s', 'on'], 'ret', label('on')), ...act('run'), 'ret'],
    { data: people },
  )
  t.equal(when('run'), 'subject')
})

t.test('a branch to the next instruction asks nothing', async (t) => {
  const { when } = guardsOf([...ask('subject'), ...il(['brtrue', 'next'], label('next')), ...act('run'), 'ret'], { data: people })
  t.equal(when('run'), 'always')
})

t.test('a flag set in a loop is what sets it', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.0', 'stloc.0', ['br.s', 'turn'], label('body')),
      ...ask('recipient'),
      ...il(['brfalse.s', 'turn'], 'ldc.i4.1', 'stloc.0', label('turn')),
      ...ask('more'),
      ...il(['brtrue.s', 'body'], 'ldloc.0', ['brfalse.s', 'end']),
      ...act('run'),
      ...il(label('end'), 'ret'),
    ],
    { data: { ...people, more: 'mail-subject' } },
  )
  t.match(when('run'), /recipient/)
  t.notMatch(when('run'), /\|/)
})

t.test('a flag that is true from the start asks nothing', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.1', 'stloc.0'),
      ...ask('subject'),
      ...il(['brfalse.s', 'on'], 'ldc.i4.1', 'stloc.0', label('on'), 'ldloc.0', ['brfalse.s', 'end']),
      ...act('run'),
      label('end'),
      'ret',
    ],
    { data: people },
  )
  t.equal(when('run'), 'always')
})

t.test('a number that a loop may change is what it was before only where no turn changed it', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.m1', 'stloc.0', ['br.s', 'turn'], label('body')),
      ...ask('recipient'),
      ...il(['brfalse.s', 'turn'], 'ldc.i4.5', 'stloc.0', label('turn')),
      ...ask('more'),
      ...il(['brtrue.s', 'body'], 'ldloc.0', 'ldc.i4.m1', ['bne.un.s', 'end']),
      ...act('run'),
      ...il(label('end'), 'ret'),
    ],
    { data: { ...people, more: 'mail-subject' } },
  )
  t.match(when('run'), /!recipient/)
})

t.test('a flag that ends a loop asks nothing of what the loop does in its first turn', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.0', 'stloc.0', ['br.s', 'turn'], label('body')),
      ...act('inside'),
      ...ask('recipient'),
      ...il(['brfalse.s', 'turn'], 'ldc.i4.1', 'stloc.0', label('turn'), 'ldloc.0', ['brfalse.s', 'body'], 'ret'),
    ],
    { data: people },
  )
  t.equal(when('inside'), 'always')
})

t.test('a sum over a text compared with its first value is unknown, never always', async (t) => {
  const sum = (...test: readonly Line[]) =>
    guardsOf(
      [
        ...il('ldc.i4.0', 'stloc.0', ['br.s', 'turn'], label('body'), 'ldloc.0'),
        ...ask('subject'),
        ...il('xor', 'stloc.0', label('turn')),
        ...ask('more'),
        ...il(['brtrue.s', 'body'], 'ldloc.0', ...test),
        ...act('run'),
        ...il(label('end'), 'ret'),
      ],
      { data: { ...people, more: 'mail-body' } },
    ).when('run')
  for (const line of [sum(['brtrue.s', 'end']), sum('ldc.i4.0', ['bne.un.s', 'end'])]) {
    t.not(line, 'always')
    t.comment(line)
  }
})

t.test('a number that says which case it was asks what led to that number', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.0', 'stloc.0'),
      ...ask('subject'),
      ...il(['brfalse.s', 'next'], 'ldc.i4.2', 'stloc.0', label('next')),
      ...ask('sender'),
      ...il(['brfalse.s', 'tell'], 'ldc.i4.3', 'stloc.0', label('tell'), 'ldloc.0', 'ldc.i4.2', ['bne.un.s', 'end']),
      ...act('run'),
      ...il(label('end'), 'ret'),
    ],
    { data: people },
  )
  t.equal(when('run'), '!sender & subject')
})

t.test('a flag of the object is as its stores left it', async (t) => {
  const parts = { data: people, stores: { load: ['set'] } }
  const lines = (branch: 'brtrue.s' | 'brfalse.s') => [
    ...ask('sender'),
    ...il(
      ['brfalse.s', 'later'],
      'ldarg.0',
      'ldc.i4.1',
      label('set'),
      ['stfld', token.state],
      label('later'),
      'ldarg.0',
      label('load'),
      ['ldfld', token.state],
      [branch, 'on'],
      'ret',
    ),
    ...il(label('on')),
    ...act('run'),
    'ret' as const,
  ]
  t.equal(guardsOf(lines('brtrue.s'), parts).when('run'), 'sender')
  t.equal(guardsOf(lines('brfalse.s'), parts).when('run'), '!sender', 'that it is not set means that nothing set it')
})

t.test('a flag that is taken back under a test holds unless it was', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldarg.0', 'ldc.i4.1', label('set'), ['stfld', token.state]),
      ...ask('sender'),
      ...il(['brfalse.s', 'later'], 'ldarg.0', 'ldc.i4.0', label('clear'), ['stfld', token.state], label('later'), 'ldarg.0', label('load'), [
        'ldfld',
        token.state,
      ]),
      ...il(['brfalse.s', 'end']),
      ...act('run'),
      ...il(label('end'), 'ret'),
    ],
    { data: people, stores: { load: ['set', 'clear'] } },
  )
  t.equal(when('run'), '!sender')
})

t.test('code behind a try runs whether it was left well or caught', async (t) => {
  const { when } = guardsOf(
    [
      ...il(label('try')),
      ...ask('subject'),
      ...il(['brtrue.s', 'well'], 'ldnull', 'throw', label('well'), ['leave.s', 'after'], label('catch'), 'pop'),
      ...act('caught'),
      ...il(['leave.s', 'after'], label('after')),
      ...act('run'),
      'ret',
    ],
    { data: people, clauses: [{ kind: 'catch', try: ['try', 'catch'], handler: ['catch', 'after'] }] },
  )
  t.equal(when('run'), 'always')
  t.equal(when('caught'), '!subject | unknown', 'a throw, or something in code outside')
})

t.test('a handler runs when its try throws', async (t) => {
  const { when } = guardsOf(
    [
      ...ask('subject'),
      ...il('stloc.0', label('try'), 'ldloc.0', ['brtrue.s', 'well'], 'ldnull', 'throw', label('well'), ['leave.s', 'after']),
      ...il(label('catch'), 'pop'),
      ...act('caught'),
      ...il(['leave.s', 'after'], label('after')),
      ...act('run'),
      'ret',
    ],
    { data: people, clauses: [{ kind: 'catch', try: ['try', 'catch'], handler: ['catch', 'after'] }] },
  )
  t.equal(when('run'), 'always')
  t.equal(when('caught'), '!subject', 'nothing else can throw')
})

t.test('a finally block runs when its try does', async (t) => {
  const { when } = guardsOf(
    [
      ...il(label('try')),
      ...ask('subject'),
      ...il(['brtrue.s', 'well'], 'ldnull', 'throw', label('well'), ['leave.s', 'after'], label('finally')),
      ...act('last'),
      ...il('endfinally', label('after'), 'ret'),
    ],
    { data: people, clauses: [{ kind: 'finally', try: ['try', 'finally'], handler: ['finally', 'after'] }] },
  )
  t.equal(when('last'), 'always')
})

t.test('a handler is guarded by what guards its try', async (t) => {
  const { when } = guardsOf(
    [
      ...ask('sender'),
      ...il(['brfalse.s', 'after'], label('try')),
      ...act('inside'),
      ...il(['leave.s', 'after'], label('catch'), 'pop'),
      ...act('caught'),
      ...il(['leave.s', 'after'], label('after'), 'ret'),
    ],
    { data: people, clauses: [{ kind: 'catch', try: ['try', 'catch'], handler: ['catch', 'after'] }] },
  )
  t.equal(when('inside'), 'sender')
  t.equal(when('caught'), 'sender & unknown', 'something outside fails')
})

t.test('what a loop waits for guards what comes behind it', async (t) => {
  const { when } = guardsOf([...il(label('turn')), ...act('sleep'), ...ask('sender'), ...il(['brfalse.s', 'turn']), ...act('run'), 'ret'], { data: people })
  t.equal(when('run'), 'sender')
  t.equal(when('sleep'), 'always')
})

t.test('counting the turns of a loop asks nothing', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.0', 'stloc.0', ['br.s', 'test'], label('body')),
      ...act('run'),
      ...il('ldloc.0', 'ldc.i4.1', 'add', 'stloc.0', label('test'), 'ldloc.0', 'ldarg.0', label('count'), ['call', token.ask], ['blt.s', 'body']),
      ...act('behind'),
      'ret',
    ],
    { data: { count: 'mail-subject' } },
  )
  t.equal(when('run'), 'always')
  t.equal(when('behind'), 'always')
})

t.test('a switch tells the numbers of a case, and of none', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldarg.0', label('number'), ['call', token.ask], 'ldc.i4.5', 'sub', ['switch', ['one', 'two', 'one']]),
      ...act('none'),
      ...il('ret', label('one')),
      ...act('first'),
      ...il('ret', label('two')),
      ...act('second'),
      'ret',
    ],
    { data: { number: 'size' } },
  )
  t.equal(when('first'), 'size=5/7')
  t.equal(when('second'), 'size=6')
  t.equal(when('none'), '!size=5/6/7')
})

t.test('numbers are compared whichever stands first', async (t) => {
  const lines = (first: readonly Line[], second: readonly Line[], branch: 'blt.s' | 'bgt.s' | 'ble.s') => [
    ...first,
    ...second,
    ...il([branch, 'on'], 'ret', label('on')),
    ...act('run'),
    'ret' as const,
  ]
  const number = il('ldarg.0', label('number'), ['call', token.ask])
  const constant = il(['ldc.i4', 5000])
  const data = { number: 'size' } as const
  t.equal(guardsOf(lines(number, constant, 'bgt.s'), { data }).when('run'), 'size>5000')
  t.equal(guardsOf(lines(constant, number, 'blt.s'), { data }).when('run'), 'size>5000')
  t.equal(guardsOf(lines(number, constant, 'ble.s'), { data }).when('run'), '!size>5000')
})

t.test('a comparison nothing is known of is told as unknown, never as always', async (t) => {
  const { when } = guardsOf([...ask('something'), ...il(['brfalse.s', 'end']), ...act('run'), label('end'), 'ret'])
  t.equal(when('run'), 'partial')
})

t.test('a value that is asked about itself ends', async (t) => {
  const { when } = guardsOf(
    [
      ...il('ldc.i4.0', 'stloc.0', label('turn'), 'ldloc.0', ['brtrue.s', 'end']),
      ...ask('sender'),
      ...il('stloc.0', ['br.s', 'turn'], label('end')),
      ...act('run'),
      'ret',
    ],
    { data: people },
  )
  t.equal(when('run'), 'sender')
})

t.test('a thousand branches one behind the other end in a bound that is told', async (t) => {
  const many = Array.from({ length: 1000 }, (_, at) => il(label(`x${at}`), ['call', token.test], ['brfalse', 'end'])).flat()
  const { when } = guardsOf([...many, ...act('run'), label('end'), 'ret'])
  t.match(when('run'), /^partial/)
})

/** What guards each call of a member in a built sample, by the name of the method that calls it. */
function conditionsIn(file: string, api: string): ReadonlyMap<string, string> {
  const program = makeProgram(openAssembly(bytesOf('samples/bin', file)), [])
  const tracer = makeTracer(makeCallGraph(program), { hit: new Set() })
  const flow = analyseFlow(tracer, findAgentSurface(tracer))
  const found = new Map<string, string>()
  for (let method = 1; method <= program.methodCount; method++) {
    const code = methodCode(tracer.cache, method)
    if (code === null || flow.isReached(method) !== true) continue
    for (let instruction = 0; instruction < code.code.count; instruction++) {
      const opcode = code.code.opcodes[instruction]
      if (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj) continue
      if (outsideMember(code, (code.code.operands[instruction] ?? 0) >>> 0)?.api.endsWith(api) !== true) continue
      const condition = flow.conditionOf({ method, ilOffset: code.code.offsets[instruction] ?? 0 })
      const { assembly, row } = homeOfMethod(program, method)
      found.set(
        methodName(assembly, row)
          .replace(/\(.*$/, '')
          .replace(/^.*[./]/, ''),
        conditionLine(condition),
      )
    }
  }
  return found
}

/** The one condition in every build. */
function conditionOf(t: Tap, sample: string, api: string, method: string, wanted: string, builds: readonly string[] = ['mcs', 'roslyn']): void {
  for (const build of builds) t.equal(conditionsIn(`${sample}.${build}.dll`, api).get(method), wanted, build)
}

t.test('a hash of the recipients is told as a hash, with its values', async (t) => {
  conditionOf(t, 'concealed-implant', 'WebRequest::Create', 'CacheClient::Commit', 'recipient hash-equals 096da41e7daaf092/5a8b801fb382a493')
})

t.test('four ways of VB to choose a message are four alternatives', async (t) => {
  const wanted = ['count>0 & recipient=audit@fourthcoffee.invalid', 'recipient=board@fourthcoffee.invalid/owner@fourthcoffee.invalid']
  const like = ['sender like *@partner.example.invalid', 'subject contains tender']
  conditionOf(t, 'mailbox-tap-vb', 'TcpClient::Connect', 'MetricsAgent::Send', [...wanted, ...like].join(' | '), ['vb'])
})

t.test('what native code answers is the case of a switch', async (t) => {
  conditionOf(t, 'native-companion', 'EnvelopeRecipientCollection::Remove', 'SharedUtility::Process', 'native-result returns 2')
})

t.test('first bytes of the only attachment guard what it is turned into', async (t) => {
  const wanted = '!size<4 & attachment-content bytes-at ffd8 & count=1 & count>0'
  conditionOf(t, 'attachment-command', 'Process::Start', 'TaskRunner::Run', wanted)
})

t.test('a list and a filter in another class both guard', async (t) => {
  const people = 'recipient=ceo@contoso.invalid/cfo@contoso.invalid/legal@contoso.invalid'
  conditionOf(t, 'attachment-collector', 'Stream::CopyTo', 'AttachmentStore::Keep', `attachment-name ends-with .docx/.xlsx/.pdf/.msg & ${people}`, [
    'mcs',
    'roslyn',
    'roslyn-debug',
  ])
})

t.test('a header that must be there with a value is told with its value', async (t) => {
  conditionOf(t, 'assembly-from-mail', 'Assembly::Load', 'Module::Run', 'header=b7c1-44f0-9a3e')
})

t.test('a flag of the agent is told by what set it in an earlier event', async (t) => {
  conditionOf(t, 'pickup-mail', 'File::WriteAllText', 'PickupWriter::Write', 'recipient=procurement@blueyonder.invalid')
})
