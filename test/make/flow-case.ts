import type { Case, CaseFlow } from '../../lib/profile/case.ts'
import type { Entry, Evidence, Finding, Trigger } from '../../lib/profile/profile.ts'
import { exampleProfile } from './profile.ts'

/** An instruction that stands for any. */
export const somewhere: Evidence = { assembly: null, method: 'N.Agent::Handle()', token: '0x06000001', ilOffset: 4, fileOffset: 600, api: null }

export const event: Entry = { kind: 'event', type: 'N.Agent', event: 'OnEndOfData', token: '0x06000001' }

/** What following data gave where it was done to its end and nothing stayed open. */
export const followed: CaseFlow = {
  complete: true,
  unfollowed: [],
  tidied: new Set(),
  hiddenTargets: new Set(),
  byDefault: new Set(),
  picked: new Set(),
  namedByMail: new Set(),
  bounds: [],
}

/** An agent of which nothing is known yet, its data followed. */
export const followedAgent: Case = {
  agents: [{ type: 'N.Agent', token: '0x02000002', base: 'B', kind: 'routing', events: [] }],
  factories: [],
  unresolvedBases: [],
  identity: { ...exampleProfile().identity, strongName: { integrity: 'absent', publicKeyToken: null, pinnedMicrosoftKey: false }, claims: [] },
  findings: [],
  completeness: { status: 'complete', methods: { total: 3, analysed: 3, reachable: 2 }, limits: [] },
  isCut: false,
  children: [],
  oddities: [],
  isAgent: true,
  flow: followed,
}

let number = 0

/** A finding that is reached from `event`, under no condition. */
export function reached(rule: string, category: Finding['category'], more: Partial<Finding> = {}): Finding {
  return {
    id: `${rule}/${number++}`,
    rule,
    category,
    title: `Does ${rule}`,
    severity: 'medium',
    level: 'reachable',
    attack: [],
    entries: [event],
    condition: { state: 'always', anyOf: [] },
    path: [],
    flows: [],
    evidence: [somewhere],
    ...more,
  }
}

/** One flow: kind and grade of the source, kind and target of the sink. */
export function flow(source: string, grade: Finding['flows'][number]['source']['grade'], sink: string, target: string | null): Finding['flows'][number] {
  return {
    source: { kind: source, grade, member: 'N.Source::Get()', target: null, at: somewhere },
    sink: { kind: sink, grade: null, member: 'N.Sink::Put()', target, at: somewhere },
    steps: [somewhere],
  }
}

/** A finding that this flow reaches. */
export function fed(one: Finding['flows'][number], more: Partial<Finding> = {}): Finding {
  return reached(`flow.${one.sink.kind}`, 'file-write', { level: 'fed', flows: [one], ...more })
}

/** A comparison with values in the code, unless told otherwise. */
export function trigger(subject: Trigger['subject'], operator: Trigger['operator'], values: readonly string[], more: Partial<Trigger> = {}): Trigger {
  return { subject, name: null, operator, negated: false, ignoreCase: false, values: [...values], valueFrom: 'constant', from: null, at: somewhere, ...more }
}

/** Only under these alternatives, each one comparison. */
export function when(...anyOf: readonly Trigger[]): Pick<Finding, 'condition'> {
  return { condition: { state: 'known', anyOf: anyOf.map((one) => [one]) } }
}

/** The followed agent with these findings. */
export function agentWith(...findings: readonly Finding[]): Case {
  return { ...followedAgent, findings }
}
