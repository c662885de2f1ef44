import { type CellName, cellNames, type Effect, type Place, type WrapDirection } from './effect.ts'
import { grades, sinkKinds, sourceKinds } from './label.ts'

/**
 * Reads a row of a member table. Statements stand between `;`, words between single spaces:
 * `A > B`, `A ~> B`, `A ~digest> B`, `A ~measure> B`, `source KIND GRADE > B [@ P]`, `sink KIND A [@ P]`, `role KIND A [@ P]`,
 * `call N(A,B) [> C]`, `run A.Method [> C]`, `restore A > B`, `wrap A over B read|write|both`, `wrap A over B by N write=K`, `same`, `new`.
 * The rows are our own: one that is not in the language is a `TypeError`.
 */
export function parseEffects(row: string): readonly Effect[] {
  return row
    .split(';')
    .map((statement) => statement.trim().replaceAll(/\s*,\s*/g, ','))
    .filter((statement) => statement !== '')
    .map(parseStatement)
}

function parseStatement(statement: string): Effect {
  const words = statement.split(' ')
  const [first = '', second = '', third = '', fourth = '', ...rest] = words
  switch (first) {
    case 'same':
      if (words.length === 1) return { kind: 'copy', from: plain('this'), to: plain('return') }
      break
    case 'new':
      if (words.length === 1) return { kind: 'new' }
      break
    case 'source':
      if (fourth === '>') {
        const [to = '', ...target] = rest
        return { kind: 'source', source: oneOf(sourceKinds, second), grade: oneOf(grades, third), to: parsePlace(to), target: parseTarget(target, statement) }
      }
      break
    case 'sink':
      return { kind: 'sink', sink: oneOf(sinkKinds, second), from: parsePlace(third), target: parseTarget(words.slice(3), statement) }
    case 'role':
      return { kind: 'role', sink: oneOf(sinkKinds, second), of: parsePlace(third), target: parseTarget(words.slice(3), statement) }
    case 'call':
      return { kind: 'call', ...parseCall(second, statement), to: parseResult(words.slice(2), statement) }
    case 'run': {
      const dot = second.lastIndexOf('.')
      if (dot > 0) return { kind: 'run', on: parsePlace(second.slice(0, dot)), method: second.slice(dot + 1), to: parseResult(words.slice(2), statement) }
      break
    }
    case 'restore':
      if (words.length === 4 && third === '>') return { kind: 'restore', from: parsePlace(second), to: parsePlace(fourth) }
      break
    case 'wrap':
      if (third === 'over') return { kind: 'wrap', outer: parsePlace(second), inner: parsePlace(fourth), direction: parseDirection(rest, statement) }
      break
    default:
      if (words.length === 3) return parseMove(first, second, third, statement)
  }
  return wrong(statement)
}

const arrows = new Map([
  ['~>', 'same'],
  ['~digest>', 'digest'],
  ['~measure>', 'measure'],
] as const)

function parseMove(from: string, arrow: string, to: string, statement: string): Effect {
  if (arrow === '>') return { kind: 'copy', from: parsePlace(from), to: parsePlace(to) }
  for (const [written, as] of arrows) if (written === arrow) return { kind: 'data', from: parsePlace(from), to: parsePlace(to), as }
  return wrong(statement)
}

function parseCall(text: string, statement: string): { readonly delegate: Place; readonly with: readonly Place[] } {
  const open = text.indexOf('(')
  if (open < 0 || !text.endsWith(')')) return wrong(statement)
  const given = text.slice(open + 1, -1)
  return { delegate: parsePlace(text.slice(0, open)), with: given === '' ? [] : given.split(',').map(parsePlace) }
}

function parseTarget(words: readonly string[], statement: string): Place | null {
  if (words.length === 0) return null
  return words.length === 2 && words[0] === '@' ? parsePlace(words[1] ?? '') : wrong(statement)
}

function parseResult(words: readonly string[], statement: string): Place | null {
  if (words.length === 0) return null
  return words.length === 2 && words[0] === '>' ? parsePlace(words[1] ?? '') : wrong(statement)
}

function parseDirection(words: readonly string[], statement: string): WrapDirection {
  const [word = '', parameter = '', write = ''] = words
  if (words.length === 1 && (word === 'read' || word === 'write' || word === 'both')) return word
  if (words.length !== 3 || word !== 'by' || !/^\d+$/.test(parameter) || !/^write=\d+$/.test(write)) return wrong(statement)
  return { by: Number(parameter), write: Number(write.slice('write='.length)) }
}

/** `this`, `return`, `params`, `0`; then cells, `.content`; then `[1]`: the cell named by the constant in parameter 1. */
export function parsePlace(text: string): Place {
  const match = /^(this|return|params|\d+)((?:\.[a-z0-9]+){0,3})(?:\[(\d+)\])?$/.exec(text)
  if (match === null) return wrong(text)
  const [, base = '', cells = '', keyed] = match
  return {
    base: base === 'this' || base === 'return' || base === 'params' ? base : Number(base),
    cells: cells.split('.').slice(1).map(cellNamed),
    keyed: keyed === undefined ? null : Number(keyed),
  }
}

function plain(base: 'this' | 'return'): Place {
  return { base, cells: [], keyed: null }
}

function cellNamed(word: string): CellName {
  return oneOf(cellNames, word)
}

function oneOf<T extends string>(words: readonly T[], word: string): T {
  return words.find((one) => one === word) ?? wrong(word)
}

function wrong(text: string): never {
  throw new TypeError(`not a statement of a member row: ${text}`)
}
