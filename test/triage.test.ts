import t from 'tap'
import type { ContextRecord } from '../lib/context/record.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { serverCase } from '../lib/profile/server-case.ts'
import { triage } from '../lib/profile/triage.ts'
import { renderTriage } from '../lib/report/text-triage.ts'
import { runCli } from './make/cli.ts'
import { exampleProfile, hostileName } from './make/profile.ts'
import { agentRecord, helperFile, recordsOf } from './make/server.ts'

const rule = agentRecord('Transport Rule Agent', {
  factory: 'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
  path: 'C:\\E\\TransportRoles\\agents\\Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
})

/** What a triage says of `helper.dll`, decided so, beside these records. */
function rowsOf(records: readonly ContextRecord[], decision: Profile['verdict']['decision'], more: Partial<Profile> = {}) {
  const context = recordsOf(...records)
  const file = { ...exampleProfile(), ...helperFile(), ...more }
  const server = serverCase(file, { context }, { header: null, pdb: null, isReproducible: false, signed: null, isSignedTimeGood: false })
  const profile: Profile = { ...file, verdict: { ...file.verdict, decision }, registration: server?.registered.map(({ row }) => row) ?? [] }
  return triage([{ name: 'agents/helper.dll', profile }], context)
}

t.test('each registration stands there once, with its file or without, worst first', async (t) => {
  t.match(rowsOf([rule, agentRecord('Mail Helper')], 'escalate'), [
    { registration: { identity: 'Mail Helper', state: 'unexpected' }, file: { name: 'agents/helper.dll' }, decision: 'escalate', because: /./ },
    { registration: { identity: 'Transport Rule Agent', state: 'missing-file', mismatches: [] }, file: null, decision: null },
  ])
})

t.test('a registration without a file is still compared with Exchange’s own', async (t) => {
  const moved = { ...rule, path: 'C:\\Temp\\rule.dll' }
  t.match(rowsOf([moved, agentRecord('Mail Helper')], 'expected')[0], { registration: { state: 'missing-file', mismatches: [/^file: /, /^folder: /] } })
})

t.test('a file with an agent that nobody registers is told; a library that is nothing to look at is not', async (t) => {
  const states = (...given: Parameters<typeof rowsOf>) => rowsOf(...given).map(({ registration }) => registration.state)
  t.same(states([rule], 'expected'), ['missing-file', 'unregistered-file'])
  const library = { agents: [], factories: [], unresolvedBases: [] }
  t.same(states([rule], 'expected', library), ['missing-file'])
  t.same(states([rule], 'review', library), ['unregistered-file', 'missing-file'])
})

t.test('the table tells what is wrong, and makes names visible', async (t) => {
  const text = renderTriage(rowsOf([agentRecord(hostileName), rule], 'escalate'), { width: 100 })
  t.match(text, /^2 rows: 1 to escalate, 0 in contradiction, 1 unexplained, 1 without a file, 0 not registered\n/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal acts on
  t.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  t.match(text, /NO FILE {6}Transport Rule Agent · registered, its file is not among those given/)
})

t.test('a triage without a list of agents, or of a folder that is not there, gives no table', async (t) => {
  const dir = t.testdir({
    'agents.config':
      '<configuration><mexRuntime><agentList><agent name="A" classFactory="F" assemblyPath="C:\\a.dll" enabled="true"/></agentList></mexRuntime></configuration>',
    'a.dll': 'review',
  })
  t.match(await runCli(['triage', dir]), { status: 2, out: '', err: /needs --context/ })
  t.match(await runCli(['triage', '--context', `${dir}/agents.config`, `${dir}/none`]), { status: 11, out: '', err: /no such file/ })
  t.match(await runCli(['triage', '--context', `${dir}/none.config`, dir]), { status: 12, out: '' })
  const { status, out } = await runCli(['triage', '--json', '--context', `${dir}/agents.config`, dir])
  t.equal(status, 0)
  t.same(JSON.parse(out).length, 2)
})
