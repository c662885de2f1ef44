import t from 'tap'
import { categories, levels, severities } from '../lib/facts/vocabulary.ts'
import type { AgentKind, Decision, EntryKind, IndicatorKind, Integrity, Trigger } from '../lib/profile/profile.ts'
import { exampleProfile } from './make/profile.ts'
import { profileSchema, validateProfile } from './make/validate.ts'

t.test('a profile with every field filled is valid', async (t) => {
  t.same(validateProfile(exampleProfile()), [])
})

t.test('every property of every object is required, and no other is taken', async (t) => {
  const objects = findObjects(exampleProfile(), [])
  t.ok(objects.length > 60, `${objects.length} objects`)
  const missed: string[] = []
  for (const path of objects) {
    const keys = Object.keys(objectAt(exampleProfile(), path))
    for (const key of keys) {
      const profile = exampleProfile()
      Reflect.deleteProperty(objectAt(profile, path), key)
      if (validateProfile(profile).length === 0) missed.push(`${path.join('.')} without ${key}`)
    }
    const profile = exampleProfile()
    Reflect.set(objectAt(profile, path), 'unknown', 1)
    if (validateProfile(profile).length === 0) missed.push(`${path.join('.')} with one more`)
  }
  t.same(missed, [])
})

t.test('each word list of the schema is the one the types hold', async (t) => {
  const kinds: Record<AgentKind, true> = { 'smtp-receive': true, routing: true, delivery: true, 'store-driver': true, storage: true, http: true, other: true }
  const decisions: Record<Decision, true> = { escalate: true, review: true, expected: true, 'not-judged': true }
  const integrities: Record<Integrity, true> = { ok: true, broken: true, 'delay-signed': true, absent: true, 'not-checked': true }
  const entries: Record<EntryKind, true> = {
    event: true,
    factory: true,
    constructor: true,
    'static-constructor': true,
    module: true,
    close: true,
    callback: true,
  }
  const indicators: Record<IndicatorKind, true> = {
    email: true,
    url: true,
    domain: true,
    ip: true,
    path: true,
    registry: true,
    'native-module': true,
    command: true,
    header: true,
    hash: true,
    guid: true,
  }
  const subjects: Record<Trigger['subject'], true> = {
    recipient: true,
    sender: true,
    subject: true,
    header: true,
    body: true,
    'attachment-name': true,
    'attachment-content': true,
    size: true,
    count: true,
    direction: true,
    session: true,
    time: true,
    host: true,
    config: true,
    'native-result': true,
    state: true,
    unknown: true,
  }
  const operators: Record<Trigger['operator'], true> = {
    equals: true,
    contains: true,
    'starts-with': true,
    'ends-with': true,
    matches: true,
    like: true,
    in: true,
    less: true,
    greater: true,
    exists: true,
    'bytes-at': true,
    'hash-equals': true,
    returns: true,
  }
  const definition = (...path: string[]): unknown => valueAt(profileSchema, ['$defs', ...path, 'enum'])
  t.same(definition('category'), categories)
  t.same(definition('severity'), severities)
  t.same(definition('level'), levels)
  t.same(definition('decision'), Object.keys(decisions))
  t.same(definition('integrity'), Object.keys(integrities))
  t.same(definition('agent', 'properties', 'kind'), Object.keys(kinds))
  t.same(definition('entry', 'properties', 'kind'), Object.keys(entries))
  t.same(definition('trigger', 'properties', 'subject'), Object.keys(subjects))
  t.same(definition('trigger', 'properties', 'operator'), Object.keys(operators))
  t.same(valueAt(profileSchema, ['properties', 'indicators', 'items', 'properties', 'kind', 'enum']), Object.keys(indicators))
})

t.test('tokens and hashes must be in txray notation', async (t) => {
  const token = exampleProfile()
  for (const agent of token.agents) agent.token = '0x2000003'
  t.ok(validateProfile(token).length > 0)
  const hash = exampleProfile()
  hash.file.sha256 = 'A'.repeat(64)
  t.ok(validateProfile(hash).length > 0)
})

type Path = readonly (string | number)[]

function findObjects(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findObjects(item, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return [path, ...Object.entries(value).flatMap(([key, item]) => findObjects(item, [...path, key]))]
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value
  for (const key of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined
  return found
}

function objectAt(value: unknown, path: Path): object {
  const found = valueAt(value, path)
  if (typeof found !== 'object' || found === null) throw new TypeError(`no object at ${path.join('.')}`)
  return found
}
