/** Printable ASCII as the Unicode root collation orders it: marks, digits, letters with the small one first. CLDR root, UCA */
const order = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ'

const firstLetter = order.indexOf('a')

/** By code unit: primary weight (case left out) and tertiary weight (case alone); 0 is passed over. */
const primary = new Uint32Array(0x1_0000)
const capital = new Uint8Array(0x1_0000)
// space and the control characters that are space stand before everything; the other control characters count for nothing
for (const [index, code] of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20].entries()) primary[code] = index + 1
for (let index = 0; index < order.length; index++) {
  const letter = index >= firstLetter
  primary[order.charCodeAt(index)] = 16 + (letter ? firstLetter + ((index - firstLetter) >> 1) : index)
  capital[order.charCodeAt(index)] = letter ? (index - firstLetter) & 1 : 0
}
// what is not ASCII stands behind it, in the order of its code units: a stand-in for tables of some hundred kilobytes
for (let code = 0x80; code < 0x1_0000; code++) primary[code] = 0x1_0000 + code

/** The weights of one text, made once: a sort asks for them many times. */
export interface Collated {
  readonly text: string
  readonly primary: Uint32Array
  readonly capital: Uint8Array
}

export function collated(text: string): Collated {
  const codes: number[] = []
  for (let at = 0; at < text.length; at++) if ((primary[text.charCodeAt(at)] ?? 0) !== 0) codes.push(text.charCodeAt(at))
  return { text, primary: Uint32Array.from(codes, (code) => primary[code] ?? 0), capital: Uint8Array.from(codes, (code) => capital[code] ?? 0) }
}

/** Negative, 0 or positive. Letters first, over the whole text; only where these agree does case decide. UTS #10 4 */
export function compareCollated(a: Collated, b: Collated): number {
  return compareWeights(a.primary, b.primary) || compareWeights(a.capital, b.capital)
}

function compareWeights(a: Uint32Array | Uint8Array, b: Uint32Array | Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
