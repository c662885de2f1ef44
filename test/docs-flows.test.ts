import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inspect, openAssembly, render } from '../lib/index.ts'
import { limits } from '../lib/limits.ts'
import type { Evidence, Finding, Profile, Trigger } from '../lib/profile/profile.ts'
import { dumpLines } from '../lib/report/dump.ts'
import { codeSpans, fences, type Page } from './make/docs/read.ts'
import { bytesOf, root } from './make/root.ts'

const textOf = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8')

/** A part of the page with the sample it speaks of. */
interface Part {
  readonly sample: string
  readonly page: Page
  readonly bytes: Uint8Array
  readonly profile: Profile
}

const parts = textOf('flows-explained.md')
  .split(/^## /m)
  .slice(1)
  .map((text): Part => {
    const [, sample = ''] = /`samples\/bin\/([^`]+)`/.exec(text) ?? []
    const bytes = bytesOf('samples/bin', sample)
    return { sample, page: { path: sample, text }, bytes, profile: inspect(bytes, { name: sample }) }
  })

t.test('three flows are explained', async (t) => {
  t.equal(parts.length, 3)
  t.equal(new Set(parts.map(({ sample }) => sample)).size, 3)
})

const without = (text: string): string => text.replaceAll(/\s+/g, '')
const hex = (value: number | null | undefined, digits: number): string => (value ?? 0).toString(16).padStart(digits, '0')
const placeOf = ({ token, ilOffset, fileOffset }: Evidence): string => `${token} IL_${hex(ilOffset, 4)} 0x${hex(fileOffset, 1)}`

/** Rows of the table with these words at its head, cell by cell, without the marks of code. */
function rowsOf(page: Page, head: string): string[][] {
  const lines = page.text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '')),
  )
}

interface Method {
  readonly token: string
  readonly code: readonly (readonly (string | number)[])[]
}

/** Names and texts that a token stands for, as dumped; and the code of each method. */
function dumped(bytes: Uint8Array): { readonly names: ReadonlyMap<string, string>; readonly methods: ReadonlyMap<string, Method> } {
  const assembly = openAssembly(bytes)
  const names = new Map<string, string>()
  for (const section of ['methods', 'members', 'strings'] as const) {
    for (const line of dumpLines(assembly, section)) {
      const { token, name, value }: { token: string; name?: string; value?: string } = JSON.parse(line)
      names.set(token, name ?? value ?? '')
    }
  }
  const methods = new Map<string, Method>()
  for (const line of dumpLines(assembly, 'il')) {
    const method: Method = JSON.parse(line)
    methods.set(method.token, method)
  }
  return { names, methods }
}

for (const { sample, page, bytes, profile } of parts) {
  t.test(`${sample}: the instructions that the page shows are those of the file`, async (t) => {
    const { names, methods } = dumped(bytes)
    const lines = fences(page, 'il').flatMap((block) => block.split('\n').filter((line) => line !== ''))
    t.ok(lines.length > 10)
    let method: Method | undefined
    for (const line of lines) {
      if (line.startsWith('0x06')) {
        method = methods.get(line)
        t.ok(method !== undefined, line)
        continue
      }
      const [code = '', comment] = line.split(' // ')
      const [at = '', opcode, operand] = code.trim().split(/ +/)
      const found = method?.code.find(([offset]) => `IL_${hex(Number(offset), 4)}` === at)
      t.equal(found?.[1], opcode, line)
      const given = typeof found?.[2] === 'number' ? `IL_${hex(found[2], 4)}` : found?.[2]
      t.equal(given, operand, line)
      if (comment !== undefined) t.ok(names.get(operand ?? '')?.includes(comment.trim()), `${line}: ${names.get(operand ?? '')}`)
    }
  })

  t.test(`${sample}: the steps that the page tells are the proof of a flow`, async (t) => {
    const told = rowsOf(page, 'Step | Where | File | What passes the data on').map(([, where, file]) => `${where} ${file}`)
    const proofs = profile.findings.filter(({ level }) => level === 'fed').flatMap(({ flows }) => flows.map(({ steps }) => steps.map(placeOf)))
    t.ok(
      proofs.some((steps) => steps.join('\n') === told.join('\n')),
      told.join('\n'),
    )
  })

  t.test(`${sample}: the comparisons that the page tells are the condition of that flow`, async (t) => {
    const told = rowsOf(page, 'Comparison | Where | File | Values').map((cells) => cells.join(' '))
    const steps = rowsOf(page, 'Step | Where | File | What passes the data on').map(([, where, file]) => `${where} ${file}`)
    const ofFlow = (finding: Finding) => finding.flows.some((flow) => flow.steps.map(placeOf).join('\n') === steps.join('\n'))
    const finding = profile.findings.find(ofFlow)
    t.equal(finding?.condition.state, 'known')
    t.strictSame(finding?.condition.anyOf.flat().map(triggerText), told)
    t.equal(finding?.condition.anyOf.length, 1)
  })

  t.test(`${sample}: the sentence that the page ends with is the report's`, async (t) => {
    const report = without(render(profile, 'text', { width: 100, color: false }))
    const shown = fences(page, 'text')
    t.equal(shown.length, 1)
    for (const sentence of shown) t.ok(report.includes(without(sentence)), sentence)
  })
}

function triggerText({ subject, operator, values, at }: Trigger): string {
  return `${subject} ${operator} ${placeOf(at)} ${values.join(', ')}`
}

t.test('every pair stands in the page on precision, and no other', async (t) => {
  const lists = readdirSync(join(root, 'samples')).filter((name) => /^pairs[a-z-]*\.json$/.test(name))
  const pairs = lists.flatMap((list) => {
    const entries: { pair: number }[] = JSON.parse(readFileSync(join(root, 'samples', list), 'utf8'))
    return entries.map(({ pair }) => pair)
  })
  const numbers = [...textOf('precision.md').matchAll(/\| (\d+(?:, \d+)*) \|$/gm)].flatMap(([, list = '']) => list.split(', ').map(Number))
  const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
  t.strictSame(sorted(numbers), sorted(pairs))
  t.ok(textOf('precision.md').includes(`There are ${pairs.length} pairs`))
})

t.test('bounds that the page on precision names exist', async (t) => {
  const [, part = ''] = textOf('precision.md').split('\n## Bounds\n')
  const named = rowsOf({ path: '', text: part }, 'Bound | Value | When it is met').map(([first = '']) => first.split(', '))
  t.ok(named.length > 5)
  const unknown = named.flat().filter((name) => !Object.hasOwn(limits, name))
  t.strictSame(unknown, [])
  for (const [, value] of part.matchAll(/\((\d+)\) is told as/g)) t.equal(Number(value), limits.flowObjectDepth)
  const rows = part.split('\n').filter((line) => line.startsWith('| `'))
  for (const line of rows) {
    const cells = line.split(' | ')
    const names = codeSpans({ path: '', text: cells[0] ?? '' }).filter((name) => Object.hasOwn(limits, name))
    const values = new Map(Object.entries(limits))
    for (const name of names) {
      const number = values.get(name) ?? 0
      const text = name === 'interpretMemory' ? '1 MB' : number.toLocaleString('en-US')
      t.ok(cells[1]?.includes(text), `${name} ${text}`)
    }
  }
})
