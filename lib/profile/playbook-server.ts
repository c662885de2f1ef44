import type { Case } from './case.ts'
import { type Certainty, instantText, isWithin, stretchOf, windowText } from './moments.ts'
import type { PlaybookAnswer } from './profile.ts'
import type { ServerCase } from './server-case.ts'
import { fileNameOf, folderOf, transportProcesses } from './server-records.ts'
import { changeText } from './timeline.ts'

const hour = 3_600_000

/** An answer from the server's records, before what is still to be collected is added. */
export type Answered = Pick<PlaybookAnswer, 'answer' | 'because'>

/** Are there recent changes to agents? By what was recorded in the window, and what differs from the baseline. */
export function recentChanges(server: ServerCase): Answered {
  const { changes, asOf, window, differences, hasBaseline } = server
  const differs = differences.length === 0 ? [] : [`against the baseline: ${shown(differences)}`]
  if (asOf === null) {
    const last = [...changes].sort((a, b) => (stretchOf(b.record.time)?.earliest ?? 0) - (stretchOf(a.record.time)?.earliest ?? 0))[0]
    const known =
      last === undefined ? 'no change to an agent was recorded in what was given' : `the last recorded change: ${changeText(last)}, at ${last.record.time.text}`
    return { answer: 'cannot-tell', because: [`what counts as recent was not told (--as-of); ${known}`, ...differs].join('; ') }
  }
  const from = asOf - window * hour
  const asked = changes.map((change) => ({ change, isRecent: isWithin(change.record.time, from, asOf) }))
  const sure = asked.filter(({ isRecent }) => isRecent === 'yes').map(({ change }) => change)
  const perhaps = asked.filter(({ isRecent }) => isRecent === 'perhaps')
  const span = `in the ${windowText(window)} up to ${instantText(asOf)}`
  if (sure.length > 0 || differences.length > 0) {
    // those of this file first
    const inOrder = [...sure.filter(({ isThis }) => isThis), ...sure.filter(({ isThis }) => !isThis)]
    const texts = inOrder.map((change) => `${changeText(change)}${change.record.who === null ? '' : ` by ${change.record.who}`}, at ${change.record.time.text}`)
    const told = sure.length === 0 ? [] : [`${sure.length} ${span}: ${shown(texts)}`]
    return { answer: 'yes', because: [...told, ...differs].join('; ') }
  }
  if (perhaps.length > 0) return { answer: 'cannot-tell', because: `${perhaps.length} changes have times that may or may not lie ${span}, for want of a zone` }
  const covers = server.records.coverage.some(({ kind, first, last }) => kind === 'cmdlet' && reaches(first, last, from, asOf))
  if (!covers) return { answer: 'cannot-tell', because: `no change was recorded ${span}, but no log of cmdlets that was given is known to reach so far` }
  return {
    answer: 'no',
    because: `the logs of cmdlets that were given reach over that time, and hold no change to an agent ${span}${hasBaseline ? '; nothing differs from the baseline' : ''}`,
  }
}

/** Does a log begin before a time, and go on to a day before another? */
function reaches(first: ServerCase['records']['coverage'][number]['first'], last: typeof first, from: number, to: number): boolean {
  const [begins, ends] = [first, last].map((time) => (time === null ? null : stretchOf(time)))
  return begins != null && ends != null && begins.latest <= from && ends.earliest >= to - 24 * hour
}

/** Files the service made where this file writes, in the window and in as much time before; null where the records show none of these. */
export function filesMade({ findings }: Case, server: ServerCase): string | null {
  const { asOf, window, records } = server
  const folders = new Set(
    findings.flatMap(({ level, flows }) =>
      (level === 'fed' ? flows : []).flatMap(({ sink }) => (sink.kind === 'file' && sink.target !== null ? folderIn(sink.target) : [])),
    ),
  )
  const made = records.sysmon.filter(
    ({ kind, process, target }) =>
      kind === 'file-create' && transportProcesses.has(fileNameOf(process)) && [...folders].some((folder) => `${folderOf(target)}\\`.startsWith(`${folder}\\`)),
  )
  if (made.length === 0) return null
  if (asOf === null) return `Sysmon saw the service make ${made.length} files where this file writes`
  const [now, before] = [asOf, asOf - window * hour].map((to) => count(made.map(({ time }) => isWithin(time, to - window * hour, to))))
  const grows = now !== undefined && before !== undefined && now.least > before.most
  return `Sysmon saw the service make ${now?.words} files where this file writes in the ${windowText(window)} up to ${instantText(asOf)}, and ${before?.words} in as much time before${grows ? ': an increase' : ''}`
}

function count(answers: readonly Certainty[]): { readonly least: number; readonly most: number; readonly words: string } {
  const least = answers.filter((answer) => answer === 'yes').length
  const most = answers.filter((answer) => answer !== 'no').length
  return { least, most, words: least === most ? String(least) : `${least} to ${most}` }
}

/** The folder that a target surely lies in: absolute, and before anything that was not known when the code was read. */
function folderIn(target: string): string[] {
  const known = target.split(/[{…*?]/)[0] ?? ''
  const folder = folderOf(known)
  return /^[a-z]:\\./.test(folder) ? [folder] : []
}

function shown(texts: readonly string[]): string {
  return texts.length > 3 ? `${texts.slice(0, 3).join('; ')}; and ${texts.length - 3} more` : texts.join('; ')
}

/** Names that can stand in a command between single quotes and are nothing but a name there. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/

/** The names the file is registered under, for commands: only those that surely are no more than a name. */
export function plainIdentities({ server }: Case): string[] {
  const names = server?.registered.flatMap(({ row }) => (row.identity === null ? [] : [row.identity])) ?? []
  return [...new Set(names)].filter((name) => plainName.test(name))
}
