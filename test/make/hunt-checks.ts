import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Check } from './format-checks.ts'
import { bytesOf } from './root.ts'

const sigmaSchema = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(new TextDecoder().decode(bytesOf('test/schemas', 'sigma-rule.json'))),
)

const yaraLine = [
  /^\/\/ txray_[A-Za-z0-9_]+: no rule: [A-Za-z0-9 .,()]+$/,
  /^rule txray_[A-Za-z0-9_]{1,80}$/,
  /^[{}]$/,
  /^ {4}(?:meta|strings|condition):$/,
  /^ {8}(?:description|author|decision) = "[A-Za-z0-9 .:-]+"$/,
  /^ {8}\$(?:exchange|own_\d\d|method_\d\d) = "(?:[^"\\]|\\["\\]|\\x00(?="))+" (?:ascii|wide|ascii wide)$/,
  /^ {8}\$(?:own|method)_\d\d = \{(?: [0-9a-f]{2})+ \}$/,
  /^ {8}uint16\(0\) == 0x5A4D and filesize < \d+KB and \$exchange and 1 of \(\$own_\*\) and \d+ of \(\$own_\*(?:, \$method_\*)?\)$/,
]

/** Rules of ours: each line is one of those that we write, ASCII, no hash. What YARA says of it is another test. */
export const checkYara: Check = (text) => [
  ...(text.endsWith('\n') && /^[\n -~]*$/.test(text) ? [] : ['not ASCII, or no line break at the end']),
  ...text
    .slice(0, -1)
    .split('\n')
    .filter((line) => !yaraLine.some((form) => form.test(line))),
  ...(/\b(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b/i.test(text) ? ['holds a hash'] : []),
]

/** Our schema, ASCII, and ids that stand once. */
export const checkSigma: Check = (text) => {
  // a file without a rule leaves a comment
  const rules = text
    .replaceAll(/^# no rule: [a-z ]+\n/gm, '')
    .split(/^---\n/m)
    .filter((part) => part !== '')
    .map(readYaml)
  const ids = rules.map(({ id }) => id)
  return [
    ...(/^[\n -~]*$/.test(text) ? [] : ['not ASCII']),
    ...rules.flatMap((rule) => (sigmaSchema(rule) ? [] : (sigmaSchema.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`))),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} stands twice`),
  ]
}

/** The part of YAML that we write: block mappings and lists, every scalar in double quotes. Throws at anything else. */
export function readYaml(text: string): Record<string, unknown> {
  const top: Record<string, unknown> = {}
  const open: { indent: number; map: Record<string, unknown> }[] = [{ indent: 0, map: top }]
  const lines = text.trimEnd().split('\n')
  for (let at = 0; at < lines.length; at++) {
    const [, space = '', key = '', value] = /^( *)([A-Za-z|]+):(?: (".*"))?$/.exec(lines[at] ?? '') ?? []
    if (key === '') throw new TypeError(`no YAML of ours: ${lines[at]}`)
    while ((open.at(-1)?.indent ?? 0) > space.length) open.pop()
    const map = open.at(-1)?.map ?? top
    if (Object.hasOwn(map, key)) throw new TypeError(`${key} stands twice`)
    if (value !== undefined) {
      map[key] = readScalar(value)
      continue
    }
    const items: string[] = []
    const item = new RegExp(`^${space}  - (".*")$`)
    for (let found = item.exec(lines[at + 1] ?? ''); found !== null; found = item.exec(lines[++at + 1] ?? '')) items.push(readScalar(found[1] ?? ''))
    if (items.length > 0) map[key] = items
    else {
      const inner = {}
      map[key] = inner
      open.push({ indent: space.length + 2, map: inner })
    }
  }
  return top
}

function readScalar(quoted: string): string {
  if (!/^"(?:[^"\\]|\\["\\]|\\U[0-9a-f]{8})*"$/.test(quoted)) throw new TypeError(`no scalar of ours: ${quoted}`)
  return quoted
    .slice(1, -1)
    .replaceAll(/\\(?:U([0-9a-f]{8})|(["\\]))/g, (_, hex: string | undefined, plain: string | undefined) =>
      hex === undefined ? (plain ?? '') : String.fromCodePoint(Number.parseInt(hex, 16)),
    )
}
