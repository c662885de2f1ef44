import * as asn1js from 'asn1js'
import type * as pkijs from 'pkijs'
import { limits } from '../limits.ts'
import { hex } from '../model/references.ts'

/** Short names of distinguished name parts. RFC 4514, 3; RFC 5280, appendix A; the last ones stand in code signing certificates. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.15', 'BUSINESSCATEGORY'],
  ['2.5.4.17', 'POSTALCODE'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'E'],
  ['1.3.6.1.4.1.311.60.2.1.1', 'JURISDICTIONL'],
  ['1.3.6.1.4.1.311.60.2.1.2', 'JURISDICTIONST'],
  ['1.3.6.1.4.1.311.60.2.1.3', 'JURISDICTIONC'],
])

/** `CN=Example, O=Example Ltd, C=NL`: the most specific part first, characters that matter escaped. RFC 4514, 2.4 */
export function nameText(name: pkijs.RelativeDistinguishedNames): string {
  const parts = name.typesAndValues.map(({ type, value }) => `${shortNames.get(type) ?? type}=${valueText(value)}`)
  return parts.reverse().join(', ').slice(0, limits.nameLength)
}

function valueText(block: unknown): string {
  if (block instanceof asn1js.BaseStringBlock) return block.valueBlock.value.slice(0, limits.nameLength).replaceAll(/[\\,+"<>;]/g, '\\$&')
  if (block instanceof asn1js.BaseBlock) return `#${hex(block.valueBeforeDecodeView.subarray(0, 256))}`
  return ''
}

/** `2024-01-02T03:04:05Z`, with milliseconds where there are any; null where the date is none. */
export function timeText(date: Date): string | null {
  return Number.isFinite(date.getTime()) ? date.toISOString().replace('.000Z', 'Z') : null
}

/** UTCTime or GeneralizedTime; null for anything else. */
export function timeOf(block: unknown): string | null {
  // GeneralizedTime is a kind of UTCTime in asn1js
  return block instanceof asn1js.UTCTime ? timeText(block.toDate()) : null
}
