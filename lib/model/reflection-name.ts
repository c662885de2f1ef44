import { limits } from '../limits.ts'

interface Reader {
  readonly text: string
  at: number
}

/**
 * A type name as reflection writes it, in txray's notation and without the assembly:
 * ``N.Outer+Inner`1[[System.String, mscorlib]][], Lib`` is ``N.Outer/Inner`1<System.String>[]``. Text that does not follow the
 * grammar is taken as far as it goes. Never throws.
 */
export function fromReflectionName(text: string): string {
  if (text.length > limits.nameLength) return text
  const reader = { text, at: 0 }
  return readType(reader, 0)
}

function readType(reader: Reader, depth: number): string {
  let name = readName(reader)
  while (reader.at < reader.text.length) {
    const next = reader.text[reader.at]
    if (next === '[') {
      const suffix = readArray(reader)
      if (suffix !== null) name += suffix
      else if (depth > limits.signatureDepth) return name
      else name += readArguments(reader, depth)
    } else if (next === '*' || next === '&') {
      name += next
      reader.at++
    } else break
  }
  return name
}

/** Up to a character with a meaning; a backslash takes the meaning away, `+` stands between outer and inner. */
function readName(reader: Reader): string {
  let name = ''
  for (; reader.at < reader.text.length; reader.at++) {
    const next = reader.text[reader.at] ?? ''
    if (next === '\\') {
      reader.at++
      name += reader.text[reader.at] ?? ''
    } else if ('[],&*'.includes(next)) break
    else name += next === '+' ? '/' : next
  }
  return name.trim()
}

/** `[]`, `[,]`, `[*]`; null where the bracket holds arguments. */
function readArray(reader: Reader): string | null {
  const end = reader.text.indexOf(']', reader.at)
  if (end < 0) return null
  const inside = reader.text.slice(reader.at + 1, end)
  if (inside !== '*' && inside.replaceAll(',', '') !== '') return null
  reader.at = end + 1
  return inside === '*' ? '[]' : `[${inside}]`
}

/** `[[A, Assembly],[B]]` or `[A,B]`: the assemblies are left out. */
function readArguments(reader: Reader, depth: number): string {
  const args: string[] = []
  reader.at++
  while (reader.at < reader.text.length && reader.text[reader.at] !== ']') {
    if (reader.text[reader.at] === '[') {
      reader.at++
      args.push(readType(reader, depth + 1))
      const end = reader.text.indexOf(']', reader.at)
      reader.at = end < 0 ? reader.text.length : end + 1
    } else args.push(readType(reader, depth + 1))
    while (reader.text[reader.at] === ',' || reader.text[reader.at] === ' ') reader.at++
  }
  reader.at++
  return `<${args.join(',')}>`
}
