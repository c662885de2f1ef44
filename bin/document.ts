import type { Profile } from '../lib/profile/profile.ts'
import { csvHead, csvRows } from '../lib/report/csv.ts'
import { visible } from '../lib/report/escape.ts'
import { htmlArticle, htmlFoot, htmlHead, htmlUnread } from '../lib/report/html.ts'
import { renderJson } from '../lib/report/json.ts'
import { unreadMarkdown } from '../lib/report/markdown.ts'
import { renderNavigator } from '../lib/report/navigator.ts'
import { type Format, type RenderOptions, render } from '../lib/report/render.ts'
import { sarifFrame, sarifRunText, sarifUnreadText } from '../lib/report/sarif.ts'
import { type SigmaRule, sigmaRules } from '../lib/report/sigma.ts'
import { stixBundle, stixObjects } from '../lib/report/stix.ts'
import { renderYaraOf } from '../lib/report/yara.ts'
import type { Sink } from './output.ts'
import { packageVersion } from './package-file.ts'
import { type InputRecord, recordName } from './record.ts'

/** A document under way: one record after the other, and an end that always leaves it well-formed. */
export interface Document {
  readonly add: (record: InputRecord) => Promise<void>
  readonly end: () => Promise<void>
  /** True while nothing was written: then there is no document. */
  readonly isEmpty: () => boolean
}

/** Begins a document. One input is its report alone; several are one document of the format's own kind, or one line each. */
export async function beginDocument(sink: Sink, format: Format, many: boolean, options: RenderOptions): Promise<Document> {
  if (format === 'ndjson') return { add: (record) => sink.write(renderJson(record, 'line')), end: nothing, isEmpty: () => false }
  if (!many) return beginSingle(sink, format, options)
  switch (format) {
    case 'json':
      return beginFramed(sink, { head: '[', first: '\n', between: ',\n', foot: (isEmpty) => (isEmpty ? ']\n' : '\n]\n') }, arrayElement)
    case 'text':
      return beginFramed(sink, { head: '', first: '', between: '\n\n', foot: () => '' }, (record) => textPage(record, options))
    case 'markdown':
      return beginFramed(sink, { head: '', first: '', between: '\n---\n\n', foot: () => '' }, markdownPage)
    case 'html':
      return beginFramed(sink, { head: htmlHead(), first: '', between: '', foot: () => htmlFoot }, htmlPart)
    case 'sarif':
      return beginFramed(sink, { head: sarifFrame.head, first: '', between: sarifFrame.between, foot: () => sarifFrame.foot }, sarifPart)
    case 'csv':
      return beginFramed(sink, { head: csvHead, first: '', between: '', foot: () => '' }, ({ profile }) => (profile === null ? '' : csvRows(profile)))
    case 'yara':
      return beginFramed(sink, { head: '', first: '', between: '', foot: () => '' }, ({ profile }, number) =>
        profile === null ? '' : renderYaraOf(profile, number),
      )
    case 'sigma':
      return beginSigma(sink)
    case 'stix':
      return beginStix(sink, options)
    case 'navigator':
      return beginLayer(sink)
  }
}

function beginSingle(sink: Sink, format: Format, options: RenderOptions): Document {
  let empty = true
  return {
    add: async ({ profile }) => {
      if (profile === null) return
      empty = false
      await sink.write(render(profile, format, options))
    },
    end: nothing,
    isEmpty: () => empty,
  }
}

interface Frame {
  readonly head: string
  readonly first: string
  readonly between: string
  readonly foot: (isEmpty: boolean) => string
}

/** Parts written as they come, so that a long run holds no more than one of them. */
async function beginFramed(sink: Sink, { head, first, between, foot }: Frame, write: (record: InputRecord, number: number) => string): Promise<Document> {
  await sink.write(head)
  let many = 0
  return {
    add: (record) => {
      many++
      return sink.write((many === 1 ? first : between) + write(record, many))
    },
    end: () => sink.write(foot(many === 0)),
    isEmpty: () => false,
  }
}

function arrayElement(record: InputRecord): string {
  return renderJson(record, 'indented').trimEnd()
}

function textPage(record: InputRecord, options: RenderOptions): string {
  const title = `===== ${visible(recordName(record), { spaces: true })} =====\n`
  return title + (record.profile === null ? `Not read: ${visible(record.error ?? record.status)}\n` : render(record.profile, 'text', options))
}

function markdownPage(record: InputRecord): string {
  return record.profile === null ? unreadMarkdown(recordName(record), record.error ?? record.status) : render(record.profile, 'markdown')
}

function htmlPart(record: InputRecord, number: number): string {
  return record.profile === null ? htmlUnread(recordName(record), record.error ?? record.status) : htmlArticle(record.profile, number)
}

function sarifPart(record: InputRecord): string {
  return record.profile === null ? sarifUnreadText(recordName(record), record.error ?? record.status, packageVersion()) : sarifRunText(record.profile)
}

/** Objects that several files share (the tool, a technique) stand in a bundle once. */
function beginStix(sink: Sink, options: RenderOptions): Document {
  const objects = new Map<string, ReturnType<typeof stixObjects>[number]>()
  return {
    add: async ({ profile }) => {
      if (profile !== null) for (const object of stixObjects(profile, options)) objects.set(object.id, object)
    },
    end: () => sink.write(stixBundle([...objects.values()])),
    isEmpty: () => false,
  }
}

/** Files of the same names have the same rules: each stands there once, at the gravest level that one of them gives it. */
function beginSigma(sink: Sink): Document {
  const rules = new Map<string, SigmaRule>()
  return {
    add: async ({ profile }) => {
      if (profile === null) return
      for (const rule of sigmaRules(profile)) {
        const known = rules.get(rule.id)
        if (known === undefined || known.rank < rule.rank) rules.set(rule.id, rule)
      }
    },
    end: () => sink.write([...rules.values()].map(({ text }) => text).join('')),
    isEmpty: () => false,
  }
}

/** One layer over all files; of each profile only what it needs is kept. */
function beginLayer(sink: Sink): Document {
  const profiles: Profile[] = []
  return {
    add: async ({ profile }) => {
      if (profile !== null) profiles.push(forLayer(profile))
    },
    end: () => sink.write(renderNavigator(profiles)),
    isEmpty: () => false,
  }
}

function forLayer(profile: Profile): Profile {
  const findings = profile.findings.map((finding) => ({ ...finding, flows: [], path: [], evidence: [] }))
  return { ...profile, findings, children: [] }
}

async function nothing(): Promise<void> {}
