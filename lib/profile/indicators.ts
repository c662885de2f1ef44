import { decodeUtf16 } from '../bytes/text.ts'
import { salvage } from '../errors.ts'
import type { Fact } from '../facts/fact.ts'
import { findIndicators, searchedWhole } from '../facts/indicators.ts'
import type { Recovered } from '../flow/flow-result.ts'
import { type LimitLog, limits } from '../limits.ts'
import { elementType } from '../metadata/element-types.ts'
import { userStrings } from '../metadata/heaps.ts'
import { cell, rowCount, rowToken } from '../metadata/tables.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'
import { nativeImports } from '../model/imports.ts'
import type { Program } from '../model/program.ts'
import { evidenceAt, evidenceOfToken } from './evidence.ts'
import type { Evidence, Indicator } from './profile.ts'

/**
 * What can be looked for elsewhere, each value once at its first place: strings as code uses them, then strings no code
 * uses, constants of fields, modules of P/Invoke, and texts that were recovered from the code.
 */
export function makeIndicators(program: Program, facts: readonly Fact[], recovered: readonly Recovered[], log: LimitLog): Indicator[] {
  const subject = program.assemblies[0]
  const indicators: Indicator[] = []
  if (subject === undefined) return indicators
  const seen = new Set<string>()
  const told = (kind: Indicator['kind'], value: string, at: () => Evidence, isRecovered = false) => {
    const key = `${kind} ${value}`
    if (seen.has(key)) return
    seen.add(key)
    if (indicators.length >= limits.indicators) log.hit.add('indicators')
    else indicators.push({ kind, value, recovered: isRecovered, at: at() })
  }
  const searched = new Set<string>()
  const search = (text: string, at: () => Evidence, isRecovered = false) => {
    if (searched.has(text)) return
    searched.add(text)
    if (!searchedWhole(text)) log.hit.add('indicatorText')
    for (const { kind, value } of findIndicators(text)) told(kind, value, at, isRecovered)
  }
  // what some code hides is told so even where it also stands in the open
  for (const { text, at } of recovered) search(text, () => evidenceAt(program, at.method, at.ilOffset, null), true)
  for (const fact of facts) {
    if (fact.kind === 'string') search(fact.value, () => evidenceAt(program, tokenRow(fact.at.method), fact.at.ilOffset, null))
  }
  for (const { index, value } of userStrings(subject.metadata.streams.userStrings)) {
    search(value, () => ({ ...evidenceOfToken(program, 0, 0x7000_0000 | index, null), fileOffset: subject.metadata.streams.userStrings.offset + index }))
  }
  const { tables } = subject.metadata
  for (let row = 1; row <= rowCount(tables, 'Constant'); row++) {
    if (cell(tables, 'Constant', row, 'Type') !== elementType.STRING) continue
    const blob = salvage(subject.defects, 'constant', () => subject.metadata.blob(cell(tables, 'Constant', row, 'Value')), null)
    if (blob !== null)
      search(decodeUtf16(blob.bytes), () => evidenceOfToken(program, 0, cell(tables, 'Constant', row, 'Parent'), tokenText(rowToken('Constant', row))))
  }
  for (const native of nativeImports(subject)) {
    if (native.module !== '') told('native-module', native.module, () => evidenceOfToken(program, 0, native.method, `${native.module}!${native.function}`))
  }
  return indicators
}
