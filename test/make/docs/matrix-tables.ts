import { type Judged, readMatrix } from '../matrix.ts'
import { code, table } from './markdown.ts'

const said = ({ decision, because }: Judged) => (because.length === 0 ? decision : `${decision}: ${because.map(code).join(', ')}`)

/** Of docs/decisions.md: what `samples/matrix.json` holds, which `test/matrix.test.ts` asks of compiled agents. */
export function matrixTables(): readonly string[] {
  const { grades, sinks, guards, cells, impossible, cases, files } = readMatrix()
  const cell = (sink: string, grade: string, guard: string) => {
    const isAsked = (one: { sink: string; grade: string; guard: string }) => one.sink === sink && one.grade === grade && one.guard === guard
    const judged = cells.find(isAsked)
    return judged === undefined ? `none: ${impossible.find(isAsked)?.why ?? ''}` : said(judged)
  }
  const axis = (words: Readonly<Record<string, string>>) => table(['Word', 'Means'], Object.entries(words))
  return [
    '## The matrix',
    `What a person decides of each grade of mail data that goes into each sink under each guard, written down before txray was asked. ${cells.length} agents made from the axes, one for each cell, are built by two compilers and must give these decisions for these reasons. Each is the near miss of those beside it.`,
    'Three cells were mended when ordinary agents were measured, which do the same: addresses in a log of another machine, and subjects or addresses of one person in a file of this machine, are expected. So was one case: the agent on a missing base class that sends mail away is escalated already without that base class, by its own code. The factory that loads its agent from a resource has `odd-agent` among its reasons since it was seen there.',
    axis(grades),
    axis(sinks),
    axis(guards),
    ...Object.keys(sinks).flatMap((sink) => [
      `### ${sink.slice(0, 1).toUpperCase()}${sink.slice(1)}`,
      table(
        ['', ...Object.keys(guards)],
        Object.keys(grades).map((grade) => [grade, ...Object.keys(guards).map((guard) => cell(sink, grade, guard))]),
      ),
    ]),
    '### Cases beside it',
    'The first of each pair is what implants do, or the graver of two; the second is what ordinary agents do.',
    table(
      ['About', 'Does', 'Decision'],
      cases.flatMap(({ about, claim, other }) => [
        [about, claim.does, said(claim)],
        ['', other.does, said(other)],
      ]),
    ),
    ...files.map(({ about, sides }) =>
      table(
        ['About', 'Does', 'Decision'],
        sides.map((side, place) => [place === 0 ? about : '', side.does, said(side)]),
      ),
    ),
  ]
}
