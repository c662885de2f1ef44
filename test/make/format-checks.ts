import { Ajv } from 'ajv'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { bytesOf } from './root.ts'

/** What is wrong with a document, one line an error; empty when nothing is. */
export type Check = (text: string) => string[]

function schemaAt(name: string): Record<string, unknown> {
  const { $schema: _, id: __, ...schema }: Record<string, unknown> = JSON.parse(new TextDecoder().decode(bytesOf('test/schemas', name)))
  return schema
}

function errorsOf(validate: ValidateFunction, document: unknown): string[] {
  return validate(document) ? [] : (validate.errors ?? []).map(errorText)
}

function errorText({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`
}

// the published schema is of draft 04; nothing it uses means something else to this validator once its head is off
const sarifSchema = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schemaAt('sarif-2.1.0-rtm.5.json'))
const stixSchema = new Ajv2020({ strict: true, strictRequired: false }).compile(schemaAt('stix-2.1-subset.json'))
const layerSchema = new Ajv2020({ strict: true }).compile(schemaAt('navigator-layer-4.5.json'))

/** The published schema, and what it cannot say: indexes lead somewhere, `kind` and `level` agree. SARIF 2.1.0, 3.27.9 and 3.27.10 */
export const checkSarif: Check = (text) => {
  const log = JSON.parse(text)
  const errors = errorsOf(sarifSchema, log)
  for (const run of log.runs) {
    const logical: unknown[] = run.logicalLocations ?? []
    const addresses: unknown[] = run.addresses ?? []
    const rules: { id: string }[] = run.tool.driver.rules ?? []
    walk(run, (node, path) => {
      if (Array.isArray(node.logicalLocations) && path !== '')
        for (const one of node.logicalLocations) check(one.index < logical.length, `${path}: logical location ${one.index}`)
      if (node.parentIndex !== undefined) check(node.parentIndex < Math.max(logical.length, addresses.length), `${path}: parent ${node.parentIndex}`)
      if (node.artifactLocation?.uri !== undefined)
        check(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/.test(node.artifactLocation.uri), `${path}: uri ${node.artifactLocation.uri}`)
      if (node.ruleIndex !== undefined) check(rules[node.ruleIndex]?.id === node.ruleId, `${path}: rule ${node.ruleId}`)
      if (node.kind !== undefined && node.level !== undefined) check(node.kind === 'fail' || node.level === 'none', `${path}: ${node.kind} with ${node.level}`)
      if (node.ruleId !== undefined) check(node.kind !== 'pass', `${path}: pass`)
    })
  }
  function check(isRight: boolean, error: string): void {
    if (!isRight) errors.push(error)
  }
  return errors
}

/** What the checks look at, wherever in a log it stands. */
interface SarifNode {
  readonly logicalLocations?: readonly { readonly index: number }[]
  readonly parentIndex?: number
  readonly artifactLocation?: { readonly uri?: string }
  readonly ruleIndex?: number
  readonly ruleId?: string
  readonly kind?: string
  readonly level?: string
}

function walk(node: unknown, see: (node: SarifNode, path: string) => void, path = ''): void {
  if (typeof node !== 'object' || node === null) return
  if (!Array.isArray(node)) see({ ...node }, path)
  for (const [key, value] of Object.entries(node)) walk(value, see, `${path}/${key}`)
}

/** Our schema, ids that stand once, references that lead to an object of the bundle, patterns that parse. */
export const checkStix: Check = (text) => {
  const bundle = JSON.parse(text)
  const errors = errorsOf(stixSchema, bundle)
  const ids = new Set<string>()
  for (const { id, type } of bundle.objects) {
    if (ids.has(id)) errors.push(`${id} stands twice`)
    if (!id.startsWith(`${type}--`)) errors.push(`${id} is no ${type}`)
    ids.add(id)
  }
  for (const object of bundle.objects) {
    for (const key of ['created_by_ref', 'sample_ref', 'source_ref', 'target_ref']) {
      if (object[key] !== undefined && !ids.has(object[key])) errors.push(`${object.id}: ${key} leads nowhere`)
    }
    if (object.type === 'indicator' && !pattern.test(object.pattern)) errors.push(`${object.id}: no pattern: ${object.pattern}`)
  }
  return errors
}

/** One observation of comparisons with literals, none of which can end early. STIX 2.1, 9 */
const comparison = String.raw`[a-z0-9-]+:[a-z_]+(?:\.[a-z_]+|\.'[^'\\]+')* = '(?:[^'\\]|\\['\\])*'`
const pattern = new RegExp(String.raw`^\[${comparison}(?: AND ${comparison})*\]$`, 'su')

/** Our schema, and each technique once. */
export const checkLayer: Check = (text) => {
  const layer = JSON.parse(text)
  const ids: string[] = layer.techniques.map(({ techniqueID }: { techniqueID: string }) => techniqueID)
  return [...errorsOf(layerSchema, layer), ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} stands twice`)]
}

/** Records of a table by RFC 4180; throws where a quote stands wrong. */
export function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gsu)) {
    if (whole === '' && record.length === 0) break
    record.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end !== ',') {
      records.push(record)
      record = []
    }
  }
  const size = records.map((one) => one.map((cell) => cell.length).reduce((sum, length) => sum + length, 0)).reduce((sum, length) => sum + length, 0)
  if (size > text.length) throw new TypeError('more came out of the table than stands in it')
  return records
}

/** RFC 4180 with as many cells in each line, and no cell that a spreadsheet would run. */
export const checkCsv: Check = (text) => {
  const records = readCsv(text)
  const width = records[0]?.length ?? 0
  return [
    ...(text.endsWith('\r\n') && !/(?<!\r)\n|\r(?!\n)/.test(text) ? [] : ['lines do not end in CR LF']),
    ...records.flatMap((record, line) => (record.length === width ? [] : [`line ${line + 1} has ${record.length} cells of ${width}`])),
    ...records.flatMap((record) => record.filter((cell) => /^[\s\0]*[=+\-@\t\r\0＝＋－＠]/u.test(cell))),
  ]
}

const tags = new Set(
  'html head meta title style body article header nav section h1 h2 p b i a ul ol li table thead tbody tr th td div code pre strong span details summary svg g text path rect'.split(
    ' ',
  ),
)
const attributes = new Set('lang charset http-equiv content name class id href scope xmlns role aria-label width height viewbox x y d rx'.split(' '))

/** Every tag and attribute is one we write, what opens closes, links stay on the page, and there is no character to act on. */
export const checkHtml: Check = (text) => {
  const errors: string[] = []
  const open: string[] = []
  const body = text.replace(/<style>.*?<\/style>/su, '').replace(/^<!DOCTYPE html>/, '')
  for (const [whole, closing, name = '', rest = ''] of body.matchAll(/<(\/?)([^\s>/]*)([^>]*)>/gsu)) {
    if (!tags.has(name)) errors.push(`tag ${whole.slice(0, 80)}`)
    for (const [, attribute = '', value = ''] of rest.matchAll(/\s([^\s=]+)="([^"]*)"/g)) {
      if (!attributes.has(attribute.toLowerCase())) errors.push(`attribute ${attribute}`)
      if (attribute === 'href' && !value.startsWith('#r')) errors.push(`link ${value}`)
    }
    if (
      rest
        .replaceAll(/\s[^\s=]+="[^"]*"/g, '')
        .replace('/', '')
        .trim() !== ''
    )
      errors.push(`rest ${rest}`)
    if (closing === '/') {
      if (open.pop() !== name) errors.push(`${whole} closes another`)
    } else if (!rest.endsWith('/') && name !== 'meta') open.push(name)
  }
  if (open.length > 0) errors.push(`open: ${open.join(' ')}`)
  if (/[<>]/.test(body.replaceAll(/<[^>]*>/g, ''))) errors.push('a bracket that is no tag')
  return [...errors, ...actingCharacters(text)]
}

/** Characters that act or do not show, but for line breaks. */
export function actingCharacters(text: string): string[] {
  return [...text.replaceAll(/\r?\n/g, '').matchAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu)].map(
    ([character]) => `U+${character.codePointAt(0)?.toString(16)}`,
  )
}

/**
 * Outside of code nothing of Markdown is left but what we write: headings, tables, lists, bold, fences. Code spans are told as
 * CommonMark does (6.1): from a run of backticks to the next run of the same length.
 */
export const checkMarkdown: Check = (text) => {
  const errors = actingCharacters(text)
  const outside = text.replaceAll(/^ *(`{3,})powershell\n.*?\n *\1$/gmsu, '').split('\n')
  let width = 0
  for (const line of outside) {
    const bare = line.replaceAll(/(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, 'CODE')
    if (line.startsWith('|')) {
      const cells = [...line.matchAll(/\|/g)].length - 1
      if (width !== 0 && cells !== width) errors.push(`${cells} cells of ${width}: ${line.slice(0, 200)}`)
      width = cells
    } else width = 0
    const plain = bare
      .replaceAll('\\[@\\]', ' at ')
      .replaceAll(/\\[!-/:-@[-`{-~]/g, 'ESCAPED')
      .replaceAll('**', '')
      .replaceAll('&#124;', '')
    const found = /[`*_[\]<>&]|:\/\/|@|www\./.exec(plain.replace(/^#+ /, ''))
    if (found !== null) errors.push(`${found[0]} in ${line.slice(0, 200)}`)
    if (line !== '' && !/^(?:#{1,2} |\| |(?:\d+\.|-) |---$|[A-Z+*]|\(empty\))/.test(line)) errors.push(`a line begins ${line.slice(0, 80)}`)
  }
  return errors
}
