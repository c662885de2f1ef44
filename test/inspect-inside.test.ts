import { gzipSync } from 'node:zlib'
import t from 'tap'
import { limits } from '../lib/limits.ts'
import { tables } from '../lib/metadata/schema.ts'
import { columnOf } from '../lib/metadata/tables.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { inspect } from '../lib/profile/inspect.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { bundleOf } from './make/bundle.ts'
import { ascii, buildImage, join, patched } from './make/image.ts'
import { noise } from './make/noise.ts'
import { bytesOf } from './make/root.ts'
import { ecmaKey, trickBytes } from './make/trick.ts'
import { validateProfile } from './make/validate.ts'

const carrier = bytesOf('test/fixtures/embedded/Carrier.mcs.dll')
const agent = bytesOf('samples/bin/silent-drop.mcs.dll')
const plain = bytesOf('samples/bin/disclaimer.mcs.dll')
const escalated = bytesOf('samples/bin/exchange-masquerade.mcs.dll')
const native = buildImage({ sections: [{ name: '.text', data: ascii('native code') }] })

/** A small library, another one for each number; packed, it is still large enough to be looked at. */
const library = (number = 0): Uint8Array => trickBytes((trick) => trick.heaps.blob([...noise(600), number & 0xff, number >> 8]))

/** The same under the name of a part of the platform, with the key every reader of the standard can write. */
const platform = (number = 0): Uint8Array =>
  trickBytes((trick) => {
    trick.heaps.blob([...noise(600), number & 0xff, number >> 8])
    trick.rows.Assembly = [[0x8004, 4, 0, 0, 0, 1, trick.heaps.blob(ecmaKey), trick.heaps.string('System.Helper'), 0]]
  })

/** The image with what it carries as its overlay: packed, so that what that carries in turn lies one deeper. */
const carrying = (image: Uint8Array, ...inner: readonly Uint8Array[]): Uint8Array => join(image, ...inner)
const gzipped = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes))
const nesting = (image: Uint8Array, inner: Uint8Array): Uint8Array => join(image, gzipped(inner))

function inspected(bytes: Uint8Array): Profile {
  const profile = inspect(bytes, { name: 'outer.dll' })
  const problems = validateProfile(profile)
  if (problems.length > 0) throw new TypeError(problems.join('\n'))
  return profile
}

const namesIn = ({ children }: Profile): string[] => children.map(({ name }) => name)
const reasonsOf = ({ verdict }: Profile): string[] => verdict.reasons.map(({ id }) => id)

/** The assembly under the name of Exchange's agent interface, which stands in the heap as that of a reference. */
function underInterfaceName(bytes: Uint8Array): Uint8Array {
  const { metadata, names } = openAssembly(bytes)
  const references = columnOf(metadata.tables, 'AssemblyRef', 'Name')
  const index = references.find((one) => names.nameAt(one) === 'Microsoft.Exchange.Data.Transport') ?? 0
  const layout = metadata.tables.layouts[tables.Assembly.id]
  const place = layout?.columns.get('Name')
  if (!layout || !place) throw new TypeError('no assembly')
  return patched(bytes, [metadata.tables.span.offset + layout.at + place.at, index, 2])
}

t.test('what lies inside ten times is told once, with the name and place it was first found at', async (t) => {
  const profile = inspected(carrier)
  t.match(profile.children, [{ name: 'raw.dll', where: 'resource raw.dll', profile: { format: 'dotnet', file: { name: 'raw.dll', size: agent.length } } }])
  t.equal(profile.children.length, 1)
  t.same(profile.completeness.limits, [])
})

t.test('a child has the profile it has alone, under its own name', async (t) => {
  const [child] = inspected(carrier).children
  t.same(child?.profile, inspect(agent, { name: 'raw.dll' }))
})

t.test('the place tells how the image was packed', async (t) => {
  t.match(inspected(nesting(plain, library())).children, [{ name: 'overlay', where: 'overlay (gzip)' }])
  t.match(inspected(carrying(plain, ascii('0123'), library())).children, [{ name: 'overlay', where: 'overlay, 4 bytes in' }])
})

t.test('names are told exactly as the file writes them', async (t) => {
  const name = 'sub/\u202elld.üb\u0000 <b>.dll'
  const { children } = inspected(bundleOf(native, 6, [{ name, type: 1, data: agent }]))
  t.match(children, [{ name, where: `bundled file ${name}`, profile: { file: { name }, inputs: [{ role: 'subject', name }] } }])
})

t.test('an assembly to escalate inside another makes that one to escalate', async (t) => {
  t.equal(inspected(plain).verdict.decision, 'expected')
  const profile = inspected(carrying(plain, escalated))
  t.equal(profile.verdict.decision, 'escalate')
  t.ok(reasonsOf(profile).includes('carries-escalated'))
  t.match(
    profile.verdict.reasons.find(({ id }) => id === 'carries-escalated'),
    { text: 'overlay, found inside (overlay), is one to escalate' },
  )
  t.match(profile.children, [{ profile: { verdict: { decision: 'escalate' } } }])
})

t.test('an assembly to escalate is seen through as many layers as are opened', async (t) => {
  const profile = inspected(nesting(library(1), nesting(library(2), nesting(library(3), escalated))))
  t.equal(profile.verdict.decision, 'escalate')
  t.equal(profile.children[0]?.profile.children[0]?.profile.children[0]?.profile.verdict.decision, 'escalate')
})

t.test('a library with an agent inside is one to review', async (t) => {
  const profile = inspected(carrier)
  t.equal(profile.verdict.decision, 'review')
  t.ok(reasonsOf(profile).includes('carries-agent'))
  t.equal(inspected(carrying(library(1), library(2))).verdict.decision, 'expected', 'a library in a library is no reason')
})

t.test('assemblies of the platform inside are not told', async (t) => {
  const profile = inspected(carrying(plain, platform(1), library(2), platform(3)))
  t.match(profile.children, [{ profile: { identity: { assembly: { name: 'Small' } } } }])
  t.equal(profile.children.length, 1)
})

t.test('what only bears the name and key of the platform, and holds an agent, is told', async (t) => {
  const disguised = underInterfaceName(escalated)
  t.equal(inspect(disguised).identity.assembly?.name, 'Microsoft.Exchange.Data.Transport')
  const profile = inspected(carrying(plain, disguised))
  t.match(profile.children, [{ profile: { identity: { assembly: { name: 'Microsoft.Exchange.Data.Transport' } } } }])
  t.ok(reasonsOf(profile).some((id) => id.startsWith('carries-')))
  const nested = inspected(carrying(plain, nesting(platform(1), escalated)))
  t.equal(nested.verdict.decision, 'escalate', 'what a part of the platform carries')
})

t.test('files are opened three deep; that there is more below is told at the top, and is a reason to review', async (t) => {
  const four = nesting(library(1), nesting(library(2), nesting(library(3), library(4))))
  t.same(inspected(four).completeness.limits, [])
  t.equal(inspected(four).verdict.decision, 'expected')
  const five = inspected(nesting(library(0), four))
  let depth = 0
  for (let one = five.children[0]?.profile; one !== undefined; one = one.children[0]?.profile) depth++
  t.equal(depth, limits.childDepth)
  t.same(five.completeness.limits, ['childDepth'])
  t.match(five.verdict, { decision: 'review' })
  t.ok(reasonsOf(five).includes('bounds-met'))
})

t.test('so many files are inspected and no more, at all depths together', async (t) => {
  const many = (count: number) => Array.from({ length: count }, (_, number) => library(number))
  const full = inspected(carrying(plain, ...many(limits.children)))
  t.equal(full.children.length, limits.children)
  t.same(full.completeness.limits, [])
  const more = inspected(carrying(plain, ...many(limits.children + 1)))
  t.equal(more.children.length, limits.children)
  t.match(more.completeness, { status: 'partial', limits: ['children'] })
  // two images in the overlay, each with half of that number inside
  const half = limits.children / 2
  const two = [library(1000), library(2000)].map((image, part) => join(image, gzipped(join(...many(limits.children).slice(part * half, (part + 1) * half)))))
  const deep = inspected(join(plain, ...two))
  t.same(deep.completeness.limits, ['children'])
})

t.test('copies and parts of the platform do not use up the number of files', async (t) => {
  const copies = Array.from({ length: limits.children + 1 }, () => library(1))
  const parts = Array.from({ length: limits.children + 1 }, (_, number) => platform(number))
  const profile = inspected(carrying(plain, ...copies, ...parts, escalated))
  t.equal(profile.children.length, 2)
  t.equal(profile.verdict.decision, 'escalate')
  t.same(profile.completeness.limits, [])
})

t.test('a single-file application gives its files and stays not judged, and says what it carries', async (t) => {
  const files = [
    { name: 'Library.dll', type: 1, data: library() },
    { name: 'One.dll', type: 1, data: agent },
    { name: 'Two.dll', type: 1, data: bytesOf('samples/bin/silent-drop.roslyn.dll') },
    { name: 'Three.dll', type: 1, data: bytesOf('samples/bin/sms-delivery.mcs.dll') },
    { name: 'Four.dll', type: 1, data: escalated },
    { name: 'System.Helper.dll', type: 1, data: platform() },
  ]
  const profile = inspected(bundleOf(native, 6, files))
  t.match(profile, { format: 'pe', loads: { answer: 'no' }, agents: [], findings: [] })
  t.same(namesIn(profile), ['Library.dll', 'One.dll', 'Two.dll', 'Three.dll', 'Four.dll'])
  t.match(profile.verdict, {
    decision: 'not-judged',
    to: /incident response/,
    reasons: [
      { id: 'carries', text: 'Four.dll, found inside: escalate' },
      { id: 'carries', text: 'One.dll, found inside: review' },
      { id: 'carries', text: 'Two.dll, found inside: review' },
      { id: 'no-assembly' },
    ],
  })
  t.equal(profile.verdict.reasons.length, 4)
})

t.test('a single-file application with nothing to act on gives its files without a reason', async (t) => {
  const profile = inspected(bundleOf(native, 6, [{ name: 'Library.dll', type: 1, data: library() }]))
  t.same(namesIn(profile), ['Library.dll'])
  t.same(reasonsOf(profile), ['no-assembly'])
  t.match(profile.verdict.to, /whoever sent the file/)
})

t.test('a bundle whose manifest lies about a file still gives the others, and its bounds are told', async (t) => {
  const profile = inspected(
    bundleOf(native, 6, [
      { name: 'Gone.dll', type: 1, data: library(), at: 2 ** 40 },
      { name: 'Four.dll', type: 1, data: escalated },
    ]),
  )
  t.same(namesIn(profile), ['Four.dll'])
  t.ok(profile.defects.some(({ detail }) => detail.includes('bundled file 0')))
  const deep = [1, 2, 3].reduce((inner, number) => nesting(library(number), inner), nesting(library(8), library(9)))
  t.match(inspected(bundleOf(native, 6, [{ name: 'Deep.dll', type: 1, data: deep }])).completeness, { status: 'partial', limits: ['childDepth'] })
})

t.test('data that looks encrypted is a finding, with its place', async (t) => {
  const { findings, verdict } = inspected(carrier)
  t.match(
    findings.find(({ rule }) => rule === 'oddity.opaque-data'),
    { level: 'referenced', category: 'concealment' },
  )
  t.ok(verdict.unknowns.includes('what the data holds that looks encrypted'))
})
