import t from 'tap'
import type { ContextRecord } from '../lib/context/record.ts'
import { matchBuiltIn, roleOf } from '../lib/profile/built-in-match.ts'
import type { AuthorisedChanges } from '../lib/profile/changes.ts'
import { type ServerOptions, serverCase } from '../lib/profile/server-case.ts'
import { agentRecord, cmdlet, file, helperFile, installed, recordsOf, utc } from './make/server.ts'

const build = { header: null, pdb: null, isReproducible: false, signed: null, isSignedTimeGood: false }

function registration(records: readonly ContextRecord[], options: ServerOptions = {}, subject = helperFile()) {
  const server = serverCase(subject, { ...options, context: recordsOf(...records) }, build)
  if (server === null) throw new TypeError('no context was given')
  return server
}

const rows = (...given: Parameters<typeof registration>) => registration(...given).registered.map(({ row }) => row)

const allowed: AuthorisedChanges = {
  file: { name: 'changes.csv', sha256: 'b'.repeat(64) },
  changes: [{ from: Date.parse('2026-03-01T00:00Z'), to: Date.parse('2026-03-02T00:00Z'), who: 'CORP\\adm.jane', ticket: 'CHG-1' }],
}

const signed = { integrity: 'ok', publicKeyToken: '31bf3856ad364e35', pinnedMicrosoftKey: true } as const
const unsigned = { integrity: 'absent', publicKeyToken: null, pinnedMicrosoftKey: false } as const

const contentFilter = {
  identity: 'Content Filter Agent',
  factory: 'Microsoft.Exchange.Transport.Agent.ContentFilter.ContentFilterAgentFactory',
  path: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\agents\\Hygiene\\Microsoft.Exchange.Transport.Agent.Hygiene.dll',
  baseType: null,
  service: null,
}

t.test('a registration names the file by its path or by its factory, and by nothing else', async (t) => {
  const byPath = agentRecord('A', { factory: 'Other.Factory' })
  const byFactory = agentRecord('B', { path: 'C:\\x\\copy.bin' })
  const neither = agentRecord('C', { factory: 'Other.Factory', path: 'C:\\Agents\\helper.dll.old' })
  t.same(
    rows([byPath, byFactory, neither]).map(({ identity }) => identity),
    ['A', 'B'],
  )
})

t.test('an agent of its own is unexpected until something bears it out, and that is told as open', async (t) => {
  const [row] = rows([agentRecord('Mail Helper')])
  t.match(row, { state: 'unexpected', mismatches: [], linkedTo: null, source: 'agents.config, line 7' })
  t.ok(registration([agentRecord('Mail Helper')]).unknowns.some((text) => text.includes('neither authorised changes nor a baseline')))
})

t.test('what two files tell of one registration is one row; what contradicts each other is two', async (t) => {
  const list = (enabled: boolean) => agentRecord('mail helper', { factory: null, path: null, priority: 11, enabled, origin: { source: 'agents.txt', line: 4 } })
  t.match(rows([agentRecord('Mail Helper'), list(true)]), [{ identity: 'Mail Helper', priority: 11, source: 'agents.config, line 7; agents.txt, line 4' }])
  t.equal(rows([agentRecord('Mail Helper'), list(false)]).length, 2)
})

t.test('a path that is shown cut short is not known', async (t) => {
  const cut = agentRecord('A', { factory: 'Other.F', path: 'C:\\Agents\\helper.dll', cut: ['path'] })
  t.same(
    rows([cut]).map(({ state }) => state),
    ['unregistered-file'],
  )
})

t.test('a list that shows neither factories nor paths leaves it open whether the file is registered', async (t) => {
  const server = registration([agentRecord('A', { factory: null, path: null })])
  t.same(server.registered, [])
  t.ok(server.unknowns.some((text) => text.includes('neither factories nor paths')))
})

t.test('an installation that was recorded tells the name under which a bare list has the file', async (t) => {
  const bare = agentRecord('Mail Helper', { factory: null, path: null })
  t.match(rows([bare, installed(utc('2026-03-01T10:00:00Z'))]), [{ identity: 'Mail Helper', state: 'unexpected' }])
  t.same(rows([{ ...bare, identity: 'Another' }, installed(utc('2026-03-01T10:00:00Z'))]), [])
})

t.test('an agent that no list has is unregistered', async (t) => {
  t.match(rows([agentRecord('A', { factory: 'X.F', path: 'C:\\x.dll' })]), [
    { identity: null, factory: 'Contoso.Mail.HelperFactory', state: 'unregistered-file' },
  ])
  t.same(rows([agentRecord('A', { factory: 'X.F', path: 'C:\\x.dll' })], {}, helperFile({ agents: [], factories: [] })), [])
})

t.test('a file is missing where a listing has its folder and not it', async (t) => {
  t.equal(rows([agentRecord('A'), file('c:\\agents\\other.dll')])[0]?.state, 'missing-file')
  t.equal(rows([agentRecord('A'), file('c:\\agents\\other.dll'), file('C:\\agents\\HELPER.dll')])[0]?.state, 'unexpected')
  t.equal(rows([agentRecord('A'), file('c:\\elsewhere\\other.dll')])[0]?.state, 'unexpected')
})

t.test('the registered factory has to be in the file', async (t) => {
  t.match(rows([agentRecord('A', { factory: 'Contoso.Mail.Other' })])[0], { state: 'mismatch', mismatches: [/^factory: registered is Contoso\.Mail\.Other/] })
  const open = helperFile({ unresolvedBases: [{ type: 'T', base: 'B', assembly: 'A' }] })
  t.equal(rows([agentRecord('A', { factory: 'Contoso.Mail.Other' })], {}, open)[0]?.state, 'unexpected')
})

t.test('the registered base has to be that of the agent the factory creates', async (t) => {
  t.equal(rows([agentRecord('A', { baseType: 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent' })])[0]?.state, 'mismatch')
  t.equal(rows([agentRecord('A', { baseType: 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent' })])[0]?.state, 'unexpected')
})

t.test('the hash of the registered path has to be that of the file', async (t) => {
  const at = (value: string) => file('C:\\Agents\\helper.dll', { hashes: [{ name: 'SHA256', value }] })
  t.match(rows([agentRecord('A'), at('4'.repeat(64))])[0], { state: 'mismatch', mismatches: [/^hash: /] })
  t.equal(rows([agentRecord('A'), at('3'.repeat(64))])[0]?.state, 'unexpected')
})

t.test('changes that are authorised bear a registration out, and name the ticket', async (t) => {
  const made = [installed(utc('2026-03-01T10:00:00Z')), cmdlet('Enable-TransportAgent', utc('2026-03-01T10:05:00Z'), { Identity: 'Mail Helper' })]
  t.match(rows([agentRecord('Mail Helper'), ...made], { changes: allowed })[0], { state: 'expected', linkedTo: 'CHG-1' })
  const late = cmdlet('Enable-TransportAgent', utc('2026-03-03T10:05:00Z'), { Identity: 'Mail Helper' })
  t.match(rows([agentRecord('Mail Helper'), ...made.slice(0, 1), late], { changes: allowed })[0], {
    state: 'unexpected',
    linkedTo: /^CHG-1; none \(Enable-TransportAgent/,
  })
})

t.test('a baseline bears out what it has, and tells what differs', async (t) => {
  const baseline = { files: [], hashes: [], agents: [agentRecord('mail helper')] }
  t.equal(rows([agentRecord('Mail Helper')], { baseline })[0]?.state, 'expected')
  const moved = { ...baseline, agents: [agentRecord('Mail Helper', { path: 'C:\\Old\\helper.dll' })] }
  t.match(rows([agentRecord('Mail Helper')], { baseline: moved })[0], { state: 'mismatch', mismatches: [/^baseline: the path was C:\\Old/] })
  const server = registration([agentRecord('Mail Helper')], { baseline: { ...baseline, agents: [agentRecord('Other')] } })
  t.same(
    server.registered.map(({ row }) => row.state),
    ['unexpected'],
  )
  t.same(server.differences, ['Mail Helper is registered and was not in the baseline', 'Other was registered in the baseline and is not any more'])
})

t.test('a folder as baseline knows a file by its bytes', async (t) => {
  const baseline = (sha256: string) => ({ files: [], agents: [], hashes: [{ name: 'Helper.dll', sha256 }] })
  t.equal(rows([agentRecord('A')], { baseline: baseline('3'.repeat(64)) })[0]?.state, 'expected')
  t.equal(rows([agentRecord('A')], { baseline: baseline('4'.repeat(64)) })[0]?.state, 'mismatch')
})

t.test('one of Exchange’s own fits field by field, with Microsoft’s signature', async (t) => {
  t.match(matchBuiltIn(contentFilter, null, signed), { claims: true, mismatches: [], isSigned: true })
  t.match(matchBuiltIn(contentFilter, null, unsigned).mismatches, [/^signature: /])
})

t.test('each field that differs from Exchange’s own is told', async (t) => {
  const told = (more: Partial<typeof contentFilter>) => matchBuiltIn({ ...contentFilter, ...more }, null, signed).mismatches.map((text) => text.split(':')[0])
  t.same(told({ identity: 'Helper' }), ['identity'])
  t.same(told({ factory: 'N.Factory' }), ['factory'])
  t.same(told({ path: contentFilter.path.replace('Hygiene.dll', 'ContentFilter.dll') }), ['file'])
  t.same(told({ path: contentFilter.path.replace('\\Hygiene\\', '\\Other\\') }), ['folder'])
  t.same(matchBuiltIn({ ...contentFilter, baseType: 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent' }, null, signed).mismatches.length, 1)
  t.match(matchBuiltIn({ ...contentFilter, identity: 'Inbound Trust Agent', factory: null, path: null }, null, signed).mismatches, [/^list: /])
})

t.test('an agent of edge servers among those of a mailbox server is told', async (t) => {
  const filter = { ...contentFilter, identity: 'Connection Filtering Agent', factory: null, path: null }
  t.equal(roleOf(['Transport Rule Agent', 'Connection Filtering Agent'], 'Connection Filtering Agent'), 'mailbox')
  t.match(matchBuiltIn(filter, 'mailbox', signed).mismatches, [/^role: Connection Filtering Agent belongs to edge servers/])
  t.same(matchBuiltIn(filter, 'edge', signed).mismatches, [])
  t.equal(roleOf(['Connection Filtering Agent', 'Mine'], 'Connection Filtering Agent'), null)
})

t.test('a factory with a name of Exchange’s own that no agent has is told, and one of anybody else is not', async (t) => {
  const one = { ...contentFilter, identity: 'Security Interop Agent', path: 'C:\\x.dll' }
  t.match(matchBuiltIn({ ...one, factory: 'Microsoft.Exchange.Security.Interop.SecurityInteropAgentFactory' }, null, unsigned), {
    claims: true,
    row: null,
    mismatches: [/^factory: /],
  })
  t.match(matchBuiltIn({ ...one, factory: 'Contoso.Factory' }, null, unsigned), { claims: false, row: null, mismatches: [] })
})
