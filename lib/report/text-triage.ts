import type { TriageRow } from '../profile/triage.ts'
import { hang, joinLines, type Paper, paint, prose, value } from './layout.ts'
import type { TextOptions } from './text.ts'
import { count, decisionWords } from './words.ts'

const stateWords: { readonly [S in TriageRow['registration']['state']]: string } = {
  expected: 'registered, as expected',
  unexpected: 'registered, and nothing given bears it out',
  mismatch: 'registered in contradiction',
  'missing-file': 'registered, its file is not among those given',
  'unregistered-file': 'not registered',
}

/** The table of a triage: one entry a registration or file, worst first. Names from files and records are made visible. */
export function renderTriage(rows: readonly TriageRow[], options: TextOptions = {}): string {
  const paper: Paper = { width: Math.max(60, options.width ?? 100), color: options.color ?? false, verbose: options.verbose ?? false }
  const many = (state: TriageRow['registration']['state']) => rows.filter(({ registration }) => registration.state === state).length
  const grave = rows.filter(({ decision }) => decision === 'escalate').length
  const head = `${count(rows.length, 'row')}: ${grave} to escalate, ${many('mismatch')} in contradiction, ${many('unexpected')} unexplained, ${many('missing-file')} without a file, ${many('unregistered-file')} not registered`
  return joinLines([paint(paper, 'bold', head), ...rows.flatMap((row) => rowLines(row, paper))])
}

function rowLines({ registration, file, decision, because }: TriageRow, paper: Paper): string[] {
  const { identity, factory, path, enabled, priority, service, state, mismatches, linkedTo, source } = registration
  const { headline, ink } = decision === null ? { headline: 'NO FILE', ink: 'magenta' as const } : decisionWords[decision]
  const settings = [
    enabled === null ? null : enabled ? 'enabled' : 'disabled',
    priority === null ? null : `priority ${priority}`,
    service === null ? null : value(paper, service),
  ]
  const row = (label: string, text: string) => hang(paper, 13, label, 10, text)
  return [
    '',
    ...hang(paper, 0, headline, 12, `${identity === null ? 'no registration' : value(paper, identity)} · ${stateWords[state]}`, ink),
    ...(file === null ? [] : row('file', `${value(paper, file.name)} · sha256 ${value(paper, file.sha256)}`)),
    ...(path === '' || state === 'unregistered-file' ? [] : row('path', value(paper, path))),
    ...(factory === '' ? [] : row('factory', value(paper, factory))),
    ...(identity === null ? [] : row('set', settings.flatMap((text) => text ?? []).join(' · '))),
    ...mismatches.flatMap((text) => row('differs', prose(paper, text))),
    ...(linkedTo === null ? [] : row('change', prose(paper, linkedTo))),
    ...(because === null || decision === 'expected' ? [] : row('because', prose(paper, because))),
    ...(source === '' ? [] : row('from', prose(paper, source))),
  ]
}
