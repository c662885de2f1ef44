import { findRule } from '../capabilities/rules.ts'
import { conditions } from '../profile/conditions.ts'
import { flowSentences } from '../profile/flow-words.ts'
import type { Decision, Evidence, Finding, Profile, Severity } from '../profile/profile.ts'
import { renderJson } from './json.ts'
import { ticketDepth } from './page.ts'
import { conditionWords } from './page-findings.ts'
import { type Locations, makeLocations } from './sarif-locations.ts'
import { fileUri, messageText } from './sarif-message.ts'
import { findTechniqueName, isTechniqueId } from './technique-names.ts'
import { compare, levelWords } from './words.ts'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** How SARIF shows each severity. `info` is no failure: kind `informational`, level `none`. */
const severityLevels: { readonly [S in Severity]: 'error' | 'warning' | 'note' | 'none' } = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'none',
}

/** A decision's reasons as results. None is ever a `pass`: that nothing was found to object to proves nothing. */
const decisionLevels: { readonly [D in Decision]: { readonly kind: string; readonly level: string } } = {
  escalate: { kind: 'fail', level: 'error' },
  review: { kind: 'fail', level: 'warning' },
  expected: { kind: 'informational', level: 'none' },
  'not-judged': { kind: 'open', level: 'none' },
}

/** A SARIF 2.1.0 log of one file: one run. */
export function renderSarif(profile: Profile): string {
  return renderJson({ $schema: schema, version: '2.1.0', runs: [sarifRun(profile)] }, 'indented')
}

/** The beginning of a log of several runs, what stands between two, and its end. */
export const sarifFrame = { head: `{"$schema":${JSON.stringify(schema)},"version":"2.1.0","runs":[\n`, between: ',\n', foot: '\n]}\n' } as const

/** One run as JSON, for a log of several. */
export function sarifRunText(profile: Profile): string {
  return renderJson(sarifRun(profile), 'line').trimEnd()
}

/** The run of an input that could not be read. */
export function sarifUnreadText(name: string, error: string, version: string): string {
  const notification = { level: 'error', message: { text: messageText(`${name}: ${error}`) } }
  const run = {
    tool: { driver: { name: 'txray', version } },
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [notification] }],
    results: [],
  }
  return renderJson(run, 'line').trimEnd()
}

interface Rules {
  readonly indexOf: (id: string, make: () => object) => number
  readonly all: () => readonly object[]
}

function sarifRun(profile: Profile): object {
  const { file, verdict, tool } = profile
  const uri = fileUri(file.name, file.sha256)
  const locations = makeLocations()
  const rules = makeRules()
  const results = [...verdictResults(profile, uri, locations, rules), ...profile.findings.map((finding) => findingResult(finding, uri, locations, rules))]
  return {
    tool: {
      driver: { name: 'txray', version: tool.version, semanticVersion: tool.version, rules: rules.all(), properties: { rulesVersion: tool.rulesVersion } },
    },
    automationDetails: { id: `txray/${file.sha256}` },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(profile, uri) }],
    columnKind: 'utf16CodeUnits',
    artifacts: [
      {
        location: { uri, index: 0 },
        roles: ['analysisTarget'],
        length: file.size,
        hashes: { 'sha-256': file.sha256, 'sha-1': file.sha1, md5: file.md5 },
        ...(profile.format === 'other' ? {} : { mimeType: 'application/vnd.microsoft.portable-executable' }),
      },
    ],
    logicalLocations: locations.logical(),
    addresses: locations.addresses(),
    taxonomies: taxonomiesOf(profile),
    results,
    properties: {
      decision: verdict.decision,
      to: verdict.to,
      score: verdict.score,
      confidence: verdict.confidence,
      completeness: profile.completeness.status,
      ...(file.name === null ? {} : { fileName: file.name }),
    },
  }
}

function makeRules(): Rules {
  const indexes = new Map<string, number>()
  const list: object[] = []
  return {
    indexOf: (id, make) => {
      const known = indexes.get(id)
      if (known !== undefined) return known
      indexes.set(id, list.length)
      return list.push(make()) - 1
    },
    all: () => list,
  }
}

/** The reasons of the decision, first of all results: what a reader of results must see before single capabilities. */
function verdictResults({ verdict, findings, file }: Profile, uri: string, locations: Locations, rules: Rules): object[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  return verdict.reasons.map(({ id, text, findings: ids, points }) => {
    const condition = conditions.find((one) => one.id === id)
    const asks = condition?.asks ?? 'a reason of this decision'
    const { kind, level } = decisionLevels[verdict.decision]
    const ruleId = `decision/${id}`
    const places = ids.flatMap((one) => byId.get(one)?.evidence.slice(0, 1) ?? []).slice(0, mostPlaces)
    const ruleIndex = rules.indexOf(ruleId, () => ({
      id: ruleId,
      shortDescription: { text: messageText(`A reason to ${verdict.decision}: ${id}`) },
      fullDescription: { text: messageText(asks) },
      help: { text: messageText(`${asks}. txray explain ${id} says more.`) },
      properties: { tags: ['decision', verdict.decision] },
    }))
    return {
      ruleId,
      ruleIndex,
      kind,
      level,
      rank: verdict.score,
      message: { text: messageText(`${verdict.decision.toUpperCase()}: ${text}`) },
      locations: locationsOf(places, uri, locations),
      partialFingerprints: { 'txray/reason/v1': `${file.sha256}/${id}/${ids.length}` },
      properties: { points, findings: ids },
    }
  })
}

/** Places of one result at most. */
const mostPlaces = 20

function locationsOf(places: readonly Evidence[], uri: string, locations: Locations): object[] {
  const found = places.slice(0, mostPlaces).flatMap((at) => locations.location(at, uri) ?? [])
  // what has no place in the code is about the file
  return found.length > 0 ? found : [{ physicalLocation: { artifactLocation: { uri, index: 0 } } }]
}

function findingResult(finding: Finding, uri: string, locations: Locations, rules: Rules): object {
  const { rule, severity, title, level, attack, flows, path } = finding
  const kind = severityLevels[severity] === 'none' ? 'informational' : 'fail'
  const says = flowSentences(flows, quoted).join('; ')
  const text = `${title}: ${levelWords[level]}. When: ${conditionWords(finding, ticketDepth)}.${says === '' ? '' : ` Data: ${says}.`}`
  const threads = [
    ...flows.map((flow) => threadOf(flow.steps.length > 0 ? flow.steps : [flow.source.at, flow.sink.at], ['source', 'sink'], uri, locations)),
    ...(path.length > 0 ? [threadOf(path.map(placeOfStep), ['enter', 'call'], uri, locations)] : []),
  ].filter((thread) => thread !== null)
  const techniques = attack.filter(isTechniqueId)
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule, () => ruleOf(finding)),
    kind,
    level: severityLevels[severity],
    message: { text: messageText(text) },
    locations: locationsOf(finding.evidence, uri, locations),
    ...(threads.length === 0 ? {} : { codeFlows: threads.map((thread) => ({ threadFlows: [thread] })) }),
    partialFingerprints: { 'txray/finding/v1': finding.id },
    ...(techniques.length === 0 ? {} : { taxa: techniques.map((id) => ({ id, toolComponent: { name: 'MITRE ATT&CK' } })) }),
    properties: { proof: level, severity, category: finding.category, condition: finding.condition.state, entries: finding.entries },
  }
}

function placeOfStep({ method, token, ilOffset }: Finding['path'][number]): Evidence {
  return { assembly: null, method, token, ilOffset, fileOffset: null, api: null }
}

/** Steps in their order; the first and the last are marked by their kinds. */
function threadOf(steps: readonly Evidence[], [first, last]: readonly [string, string], uri: string, locations: Locations): object | null {
  const places = steps.flatMap((at) => locations.location(at, uri) ?? [])
  if (places.length === 0) return null
  return {
    locations: places.map((location, index) => {
      const isEnd = index === 0 || index === places.length - 1
      const kinds = index === 0 ? [first] : index === places.length - 1 ? [last] : []
      return { location, executionOrder: index + 1, importance: isEnd ? 'essential' : 'important', ...(kinds.length === 0 ? {} : { kinds }) }
    }),
  }
}

function ruleOf({ rule, title, category, severity }: Finding): object {
  const known = findRule(rule)
  const why = known?.why ?? title
  const attack = known?.attack ?? []
  const level = severityLevels[known?.severity ?? severity]
  const techniques = attack.map((id) => `${id} ${findTechniqueName(id) ?? ''}`.trim())
  return {
    id: rule,
    shortDescription: { text: messageText(known?.title ?? title) },
    fullDescription: { text: messageText(why) },
    help: {
      text: messageText(`${why}${techniques.length === 0 ? '' : ` MITRE ATT&CK: ${techniques.join(', ')}.`} txray explain ${rule} lists what it rests on.`),
    },
    defaultConfiguration: { level },
    properties: { tags: [category, ...attack] },
  }
}

function taxonomiesOf({ findings }: Profile): object[] {
  const ids = [...new Set(findings.flatMap(({ attack }) => attack.filter(isTechniqueId)))].sort(compare)
  if (ids.length === 0) return []
  const taxa = ids.map((id) => ({ id, name: findTechniqueName(id) ?? id, helpUri: `https://attack.mitre.org/techniques/${id.replace('.', '/')}` }))
  return [{ name: 'MITRE ATT&CK', organization: 'MITRE', shortDescription: { text: 'Techniques of adversaries' }, taxa }]
}

/** What bounds everything above: unknowns, bounds that were met, damage. */
function notificationsOf({ verdict, completeness, defects }: Profile, uri: string): object[] {
  const told = (level: string, text: string) => ({ level, message: { text: messageText(text) } })
  return [
    ...verdict.unknowns.map((text) => told('note', `Not known: ${text}`)),
    ...completeness.limits.map((text) => told('warning', `Bound met: ${text}`)),
    ...defects.map(({ code, offset, detail }) => ({
      ...told('warning', `Damage (${code}): ${detail}`),
      locations: [{ physicalLocation: { artifactLocation: { uri, index: 0 }, ...(offset === null ? {} : { region: { byteOffset: offset } }) } }],
    })),
  ]
}

function quoted(text: string): string {
  return `"${text}"`
}
