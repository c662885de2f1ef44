import t from 'tap'
import type { ContextRecord, PipelineRecord } from '../lib/context/record.ts'
import { serverCase } from '../lib/profile/server-case.ts'
import { triage } from '../lib/profile/triage.ts'
import { exampleProfile } from './make/profile.ts'
import { agentRecord, helperFile, recordsOf } from './make/server.ts'

const build = { header: null, pdb: null, isReproducible: false, signed: null, isSignedTimeGood: false }
const at = { assembly: null, method: null, token: null, ilOffset: null, fileOffset: null, api: null }

/** The helper, whose agent has handlers at these events. */
function helperAt(...events: readonly string[]) {
  const [agent] = helperFile().agents
  if (agent === undefined) throw new TypeError('it has one agent')
  return helperFile({ agents: [{ ...agent, events: events.map((event) => ({ event, stage: 1, sees: [], handler: 'H', handlerToken: '0x06000001', at })) }] })
}

function pipeline(event: string, agents: readonly string[], more: Partial<PipelineRecord> = {}): PipelineRecord {
  return { kind: 'pipeline', event, agents, cut: [], origin: { source: 'pipeline.json', line: 3 }, ...more }
}

function told(records: readonly ContextRecord[], subject = helperAt('OnEndOfData', 'OnConnect')) {
  const server = serverCase(subject, { context: recordsOf(...records) }, build)
  const [row] = server?.registered ?? []
  return {
    state: row?.row.state,
    mismatches: row?.row.mismatches.filter((text) => text.startsWith('pipeline')) ?? [],
    unknowns: server?.unknowns.filter((text) => /pipeline/.test(text)) ?? [],
  }
}

const helper = agentRecord('Mail Helper', { service: 'hub' })

t.test('an agent that runs where its code has no handler contradicts the file', async (t) => {
  t.match(told([helper, pipeline('OnEndOfData', ['mail helper']), pipeline('OnRcptToCommand', ['Mail Helper', 'Other'])]), {
    state: 'mismatch',
    mismatches: [/^pipeline: it runs at OnRcptCommand, and this file’s agent has handlers only at OnEndOfData, OnConnect \(pipeline\.json, line 3\)$/],
    unknowns: [/which file Other is, that the pipeline shows at OnRcptCommand/],
  })
})

t.test('one that runs where its code has handlers, under whatever name of the event, does not', async (t) => {
  t.same(told([helper, pipeline('OnEndOfData', ['Mail Helper']), pipeline('OnConnectEvent', ['Mail Helper'])]), {
    state: 'unexpected',
    mismatches: [],
    unknowns: [],
  })
})

t.test('events are not compared where agents may be made or subscribe elsewhere', async (t) => {
  const elsewhere = [pipeline('OnRcptCommand', ['Mail Helper'])]
  t.same(told([helper, ...elsewhere], helperAt()).mismatches, [])
  t.same(told([helper, ...elsewhere], { ...helperAt('OnEndOfData'), unresolvedBases: [{ type: 'A', base: 'B', assembly: 'C' }] }).mismatches, [])
  t.same(told([agentRecord('Mail Helper', { factory: 'Other.Factory' }), ...elsewhere]).mismatches, [])
  t.equal(told([helper, ...elsewhere], helperAt('OnEndOfData')).mismatches.length, 1)
})

t.test('that it is not shown is open: the pipeline has only what ran since the service was started', async (t) => {
  t.match(told([helper, pipeline('OnEndOfData', [])]), {
    state: 'unexpected',
    mismatches: [],
    unknowns: [/^whether Mail Helper runs: the pipeline shows it at no event/],
  })
  t.match(told([helper, pipeline('OnEndOfData', ['Other…'], { cut: ['agents'] })]), { mismatches: [], unknowns: [/cut short/] })
  t.match(told([helper, pipeline('OnEndOfData', []), pipeline('OnConnect', ['Mail Helper'])]), {
    mismatches: [],
    unknowns: [/^why Mail Helper is not shown at OnEndOfData, where its code has a handler/],
  })
  t.same(told([helper, pipeline('OnEndOfData', [], { cut: ['agents'] }), pipeline('OnConnect', ['Mail Helper'])]).unknowns, [])
  t.same(told([agentRecord('Mail Helper', { service: 'frontend' }), pipeline('OnEndOfData', [])]).unknowns, [], 'of another service')
  t.same(told([helper]).unknowns, [], 'without a listing nothing is said')
})

t.test('one that is disabled and runs contradicts the list', async (t) => {
  const disabled = agentRecord('Mail Helper', { service: 'hub', enabled: false })
  t.match(told([disabled, pipeline('OnEndOfData', ['Mail Helper']), pipeline('OnConnect', ['Mail Helper'])]), {
    state: 'mismatch',
    mismatches: [/^pipeline: it runs at OnEndOfData, OnConnect, and is listed as disabled/],
  })
  t.same(told([disabled, pipeline('OnEndOfData', [])]), { state: 'unexpected', mismatches: [], unknowns: [] })
})

t.test('what runs and is listed nowhere is told, but for what Exchange loads by itself', async (t) => {
  const records = [
    helper,
    pipeline('OnRoutedMessage', ['Journal Agent', 'Ghost Agent']),
    pipeline('OnEndOfData', ['Ghost Agent', 'Mail Helper', 'Half a na'], { cut: ['agents'] }),
  ]
  t.match(told(records).unknowns, [/^which file Ghost Agent is, that the pipeline shows at OnRoutedMessage, OnEndOfData .*: no list of agents has it$/])
  const rows = triage([{ name: 'a.dll', profile: { ...exampleProfile(), registration: [] } }], recordsOf(...records))
  t.match(
    rows.filter(({ registration }) => registration.mismatches.some((text) => text.startsWith('pipeline'))),
    [{ registration: { identity: 'Ghost Agent', state: 'missing-file' }, file: null, decision: null }],
  )
  t.same(told([pipeline('OnRoutedMessage', ['Ghost Agent'])]).unknowns, [], 'without any list nothing is listed nowhere')
})
