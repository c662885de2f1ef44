import { fromBase64 } from '../flow/interpret-text.ts'
import { hex } from '../model/references.ts'

/** Where in a hash the value of a comparison stands. */
export type DigestPlace = 'all' | 'first' | 'last' | 'first-reversed'

/** One way to read a value: the bytes, as hexadecimal digits, that a hash has to have at a place. */
export interface Wanted {
  readonly place: DigestPlace
  readonly hex: string
  /** The value as the profile has it. */
  readonly value: string
}

/** Fewer bytes than these are the hash of too many texts to say anything. */
const fewest = 4

const guid =
  /^[{(]?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})-([0-9a-f]{2})([0-9a-f]{2})-([0-9a-f]{2})([0-9a-f]{2})-([0-9a-f]{4})-([0-9a-f]{12})[)}]?$/

/**
 * The ways in which a value may stand for a hash of `size` bytes: hexadecimal digits with or without separators, Base64, a GUID made of the
 * bytes; the whole hash, its beginning or its end, or its first bytes as the number that an Intel processor makes of them. Empty: none.
 */
export function wantedOf(value: string, size: number): Wanted[] {
  const text = value.trim().toLowerCase()
  const found = new Map<string, Wanted>()
  const want = (place: DigestPlace, hex: string) => found.set(`${place} ${hex}`, { place, hex, value })
  const take = (hex: string) => {
    const bytes = hex.length / 2
    if (bytes < fewest || bytes > size) return
    if (bytes === size) {
      want('all', hex)
      return
    }
    want('first', hex)
    want('last', hex)
    if (bytes === 4 || bytes === 8) want('first-reversed', reversed(hex))
  }
  const parts = guid.exec(text)
  if (parts !== null) {
    const [, a, b, c, d, e, f, g, h, i, j] = parts
    take([d, c, b, a, f, e, h, g, i, j].join(''))
  }
  const digits = text.replace(/^0x/, '').replace(/[-: {}()]/g, '')
  if (/^(?:[0-9a-f]{2})+$/.test(digits)) take(digits)
  else {
    const bytes = fromBase64(whole(value.trim()))
    if (bytes !== null) take(hex(bytes))
  }
  return [...found.values()]
}

/** Base64 in the alphabet of URLs as well, padded or not; a text that was cut ends with the letters that make whole bytes. */
function whole(text: string): string {
  const plain = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  const kept = plain.slice(0, plain.length - (plain.length % 4 === 1 ? 1 : 0))
  return kept.padEnd(Math.ceil(kept.length / 4) * 4, '=')
}

function reversed(hex: string): string {
  return (hex.match(/../g) ?? []).reverse().join('')
}

/** Says whether a hash, in hexadecimal digits, has one of the values wanted. */
export function wantedTable(wanted: readonly Wanted[]): (hex: string) => Wanted | null {
  const tables = new Map<string, { readonly place: DigestPlace; readonly length: number; readonly values: Map<string, Wanted> }>()
  for (const one of wanted) {
    const key = `${one.place} ${one.hex.length}`
    const table = tables.get(key) ?? { place: one.place, length: one.hex.length, values: new Map() }
    tables.set(key, table)
    if (!table.values.has(one.hex)) table.values.set(one.hex, one)
  }
  const rows = [...tables.values()]
  return (hex) => {
    for (const { place, length, values } of rows) {
      const found = values.get(place === 'last' ? hex.slice(-length) : hex.slice(0, length))
      if (found !== undefined) return found
    }
    return null
  }
}
