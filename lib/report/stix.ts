import type { Decision, Profile } from '../profile/profile.ts'
import { visible } from './escape.ts'
import { type ListedIndicator, listIndicators } from './indicator-list.ts'
import { renderJson } from './json.ts'
import { findPattern, hasLoneSurrogate } from './stix-pattern.ts'
import { findTechniqueName, isTechniqueId } from './technique-names.ts'
import { uuid5 } from './uuid.ts'

export interface StixOptions {
  /** RFC 3339 time of the analysis, for `created`, `modified` and `valid_from`: the library has no clock. Else `unknownTime`. */
  readonly asOf?: string
}

/** Stands for a time that was not told. */
export const unknownTime = '1970-01-01T00:00:00.000Z'

/** Namespace of the ids of cyber-observable objects. STIX 2.1, 2.9 */
const observables = '00abedb4-aa42-466c-9c01-fed23315a9b7'
/** Namespace of the ids of everything else here: txray's own. */
const own = '6f0b5a3e-2f7c-5d0e-9a43-5b1f0c6d7e21'

/**
 * What an analysis says in STIX's words. Reading a file proves what it can do, never what somebody means by it: the
 * gravest word here is `suspicious`, the decision itself stands in the labels, and the absence of reasons is `unknown`.
 */
const results: { readonly [D in Decision]: 'suspicious' | 'unknown' } = {
  escalate: 'suspicious',
  review: 'suspicious',
  expected: 'unknown',
  'not-judged': 'unknown',
}

const confidences = { high: 85, medium: 50, low: 15 } as const

type StixObject = { readonly id: string; readonly type: string } & { readonly [property: string]: unknown }

/** A STIX 2.1 bundle of one or several files. Ids follow from what they name: the same file gives the same ids. */
export function renderStix(profiles: readonly Profile[], options: StixOptions = {}): string {
  const objects = new Map<string, StixObject>()
  for (const profile of profiles) for (const object of stixObjects(profile, options)) objects.set(object.id, object)
  return stixBundle([...objects.values()])
}

/** A bundle of these objects; its id follows from theirs. */
export function stixBundle(objects: readonly StixObject[]): string {
  return renderJson({ type: 'bundle', id: `bundle--${uuid5(own, objects.map(({ id }) => id).join('\n'))}`, objects }, 'indented')
}

/** Every object that one file gives, tool and techniques among them; those of several files share ids where they are the same. */
export function stixObjects(profile: Profile, options: StixOptions = {}): StixObject[] {
  const time = timeOf(options.asOf)
  const tool = identityOf()
  const head = { spec_version: '2.1', created_by_ref: tool.id, created: time, modified: time }
  const file = fileOf(profile)
  const { verdict, tool: by } = profile
  const named = profile.attack.filter(({ technique }) => isTechniqueId(technique))
  const techniques = named.map(({ technique }): StixObject => {
    const id = `attack-pattern--${uuid5(own, `attack-pattern ${technique}`)}`
    const reference = { source_name: 'mitre-attack', external_id: technique, url: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}` }
    return {
      type: 'attack-pattern',
      id,
      ...head,
      created: unknownTime,
      modified: unknownTime,
      name: findTechniqueName(technique) ?? technique,
      external_references: [reference],
    }
  })
  const analysis: StixObject = {
    type: 'malware-analysis',
    id: `malware-analysis--${uuid5(own, `malware-analysis ${profile.file.sha256} ${by.version} ${by.rulesVersion} ${time}`)}`,
    ...head,
    product: 'txray',
    version: by.version,
    analysis_engine_version: by.version,
    analysis_definition_version: by.rulesVersion,
    result_name: `${verdict.decision}: ${visible(verdict.reasons[0]?.text ?? verdict.to, { max: 1000 })}`,
    result: results[verdict.decision],
    confidence: confidences[verdict.confidence],
    labels: [`txray-decision-${verdict.decision}`, `txray-coverage-${profile.completeness.status}`],
    sample_ref: file.id,
  }
  const indicators = isReported(verdict.decision) ? listIndicators(profile).flatMap((one) => indicatorOf(one, profile, head, time)) : []
  const relate = (source: string, type: string, target: string): StixObject => ({
    type: 'relationship',
    id: `relationship--${uuid5(own, `${source} ${type} ${target} ${time}`)}`,
    ...head,
    relationship_type: type,
    source_ref: source,
    target_ref: target,
  })
  return [
    tool,
    file,
    analysis,
    ...techniques,
    ...indicators,
    ...techniques.map(({ id }) => relate(analysis.id, 'related-to', id)),
    ...indicators.map(({ id }) => relate(id, 'related-to', file.id)),
    ...indicators.slice(0, 1).flatMap(({ id }) => techniques.map((technique) => relate(id, 'indicates', technique.id))),
  ]
}

/** Indicators of a file that nobody is asked to look at would only make noise elsewhere. */
function isReported(decision: Decision): boolean {
  return decision === 'escalate' || decision === 'review'
}

function identityOf(): StixObject {
  return {
    type: 'identity',
    spec_version: '2.1',
    id: `identity--${uuid5(own, 'identity txray')}`,
    created: unknownTime,
    modified: unknownTime,
    name: 'txray',
    description: 'Reads .NET assemblies and Exchange transport agents without running them.',
    identity_class: 'system',
  }
}

/** The file as an observable: its id follows from its first hash and its name. STIX 2.1, 2.9 and 6.7 */
function fileOf({ file }: Profile): StixObject {
  const name = file.name === null || file.name === '' ? {} : { name: hasLoneSurrogate(file.name) ? visible(file.name) : file.name }
  // keys in the order of RFC 8785, for the id is made of this text
  const contributing = JSON.stringify({ hashes: { MD5: file.md5 }, ...name })
  return {
    type: 'file',
    spec_version: '2.1',
    id: `file--${uuid5(observables, contributing)}`,
    hashes: { MD5: file.md5, 'SHA-1': file.sha1, 'SHA-256': file.sha256 },
    size: file.size,
    ...name,
  }
}

const origins = { file: 'the file itself', text: 'a text in it', recovered: 'hidden in its code', flow: 'where its code sends or writes data' } as const

function indicatorOf(one: ListedIndicator, { file }: Profile, head: object, time: string): StixObject[] {
  const pattern = findPattern(one)
  if (pattern === null) return []
  return [
    {
      type: 'indicator',
      id: `indicator--${uuid5(own, `indicator ${file.sha256} ${pattern} ${time}`)}`,
      ...head,
      name: `${one.kind} ${visible(one.value, { max: 200 })}`,
      description: `From ${origins[one.origin]}, ${visible(file.name ?? file.sha256, { max: 200 })}; it may be in ordinary use elsewhere.`,
      indicator_types: [one.kind === 'file-sha256' ? 'anomalous-activity' : 'unknown'],
      pattern,
      pattern_type: 'stix',
      valid_from: time,
    },
  ]
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?Z$/

/** Whether a text is a time as `asOf` takes it: in UTC, such as `2026-01-31T12:00:00Z`, a day that there is. */
export function isTime(text: string): boolean {
  return rfc3339.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text.slice(0, 10))
}

/** A time in STIX's form; throws a TypeError for any other text, which a caller made. */
function timeOf(asOf: string | undefined): string {
  if (asOf === undefined) return unknownTime
  const match = rfc3339.exec(asOf)
  if (match === null || !isTime(asOf)) throw new TypeError(`asOf is no time in UTC such as 2026-01-31T12:00:00Z: ${asOf}`)
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0')}Z`
}
