import { columnOf, rowCount, rowToken } from '../metadata/tables.ts'
import type { Assembly } from './assembly.ts'
import type { Oddity } from './oddity.ts'
import { assemblyReferences } from './references.ts'

/** Characters that do not show, or change how others show: control, format, private use, separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\uFFFD]/u
/** A name that says something: a run of three letters of any script that people write identifiers in. */
const readable = /[\p{L}]{3}/u

/** One or two plain letters: people write such names as well, a few of them. */
const short = /^[A-Za-z]{1,2}$/

const least = 8
const share = 0.5
/** As many short names as a tool gives that goes on past the alphabet. */
const manyShort = 26
/** Letters that stand side by side in the alphabet, as a tool gives them one after the other. */
const sequence = 8

/** Oddities of names: a tool that renames leaves names that nobody would write, and many of them. */
export function* nameOddities(assembly: Assembly): Generator<Oddity> {
  const own = new Set<string>()
  const { tables } = assembly.metadata
  for (const indexes of [columnOf(tables, 'TypeDef', 'TypeName'), columnOf(tables, 'MethodDef', 'Name'), columnOf(tables, 'Field', 'Name')]) {
    for (let row = 1; row < indexes.length; row++) own.add(assembly.names.nameAt(indexes[row] ?? 0))
  }
  const twice = doubleType(assembly)
  if (twice !== null) yield { id: 'names.double-type', offset: null, detail: `the type ${JSON.stringify(twice.slice(0, 64))} is there more than once` }
  const impossible = assemblyReferences(assembly).find(({ version }) => /^65535\.|^255\.255\.255\.255$/.test(version))
  if (impossible !== undefined)
    yield { id: 'names.impossible-reference', offset: null, detail: `${impossible.name.slice(0, 64)} is referenced in version ${impossible.version}` }
  // compilers' own names are full of brackets, and the runtime's begin with a dot
  const written = [...own].filter((name) => name !== '' && !/[<>$.`]/.test(name))
  const hidden = written.filter((name) => invisible.test(name))
  if (hidden.length > 0)
    yield {
      id: 'names.invisible',
      offset: null,
      detail: `${hidden.length} names hold characters that do not show, the first ${JSON.stringify(hidden[0]?.slice(0, 64))}`,
    }
  const unread = written.filter((name) => !readable.test(name))
  const dull = areGiven(unread.filter((name) => short.test(name))) ? unread : unread.filter((name) => !short.test(name))
  if (written.length >= least && dull.length / written.length > share) {
    yield { id: 'names.unreadable', offset: null, detail: `${dull.length} of ${written.length} names of types, methods and fields say nothing` }
  }
}

/** Did a tool give these short names? Then there are many, or they follow the alphabet. */
function areGiven(names: readonly string[]): boolean {
  if (names.length >= manyShort) return true
  const known = new Set(names)
  return ['a', 'A'].some((first) =>
    Array.from({ length: 27 - sequence }, (_, start) => start).some((start) => followAlphabet(known, first.charCodeAt(0) + start)),
  )
}

function followAlphabet(known: ReadonlySet<string>, start: number): boolean {
  return Array.from({ length: sequence }, (_, at) => String.fromCharCode(start + at)).every((letter) => known.has(letter))
}

/** The name of the first type that another one has too; null when all differ. The runtime finds only the first of them by name. */
function doubleType(assembly: Assembly): string | null {
  const seen = new Set<string>()
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'TypeDef'); row++) {
    const name = assembly.names.type(rowToken('TypeDef', row))
    if (seen.has(name)) return name
    seen.add(name)
  }
  return null
}
