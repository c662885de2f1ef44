import type { Profile } from '../profile/profile.ts'
import { capped, hang, heading, type Paper, prose, value } from './layout.ts'

const answers = { yes: 'YES', no: 'NO', 'cannot-tell': 'CANNOT TELL' } as const

/** The playbook's questions answered, and what to do next, in order. */
export function adviceLines(profile: Profile, paper: Paper): string[] {
  const lines: string[] = []
  if (profile.playbook.length > 0) {
    lines.push(...heading(paper, 'Playbook'))
    for (const { question, answer, because, collect } of profile.playbook) {
      lines.push(...hang(paper, 2, answers[answer], 11, prose(paper, question), answer === 'yes' ? 'yellow' : 'dim'))
      lines.push(...hang(paper, 2, '', 11, prose(paper, because)))
      lines.push(...collectLines(collect, paper))
    }
  }
  if (profile.actions.length > 0) {
    const inOrder = [...profile.actions].sort((a, b) => a.order - b.order)
    lines.push(...heading(paper, 'Next'))
    lines.push(
      ...capped(paper, 2, inOrder, 12, ({ order, text, command, why }) => [
        ...hang(paper, 2, `${order}.`, 3, `${prose(paper, text)} (${prose(paper, why)})`, 'bold'),
        // never wrapped: a command is there to be pasted
        ...(command === null ? [] : [`      > ${prose(paper, command)}`]),
      ]),
    )
  }
  return lines
}

/** What to fetch for an answer; how stands among the next actions, and here when verbose. */
function collectLines(collect: Profile['playbook'][number]['collect'], paper: Paper): string[] {
  if (paper.verbose) return collect.flatMap(({ what, how }) => hang(paper, 2, '', 11, `collect ${prose(paper, what)}: ${prose(paper, how)}`))
  return collect.length === 0 ? [] : hang(paper, 2, '', 11, `to collect: ${collect.map(({ what }) => prose(paper, what)).join('; ')}`)
}

/** What was not looked at and what could not be read: the bounds of everything above. */
export function limitLines(profile: Profile, paper: Paper): string[] {
  const { completeness, defects, verdict } = profile
  const row = (label: string, text: string): string[] => hang(paper, 2, label, 10, text)
  return [
    ...heading(paper, 'What this does not tell'),
    ...row('method', 'the file was read, not run'),
    ...capped(paper, 2, verdict.unknowns, 20, (text) => row('unknown', prose(paper, text))),
    ...capped(paper, 2, completeness.limits, 10, (text) => row('bound met', prose(paper, text))),
    ...capped(paper, 2, defects, 8, ({ code, offset, detail }) =>
      row('damage', `${offset === null ? '' : `at byte ${offset}: `}${prose(paper, detail)} (${value(paper, code)})`),
    ),
    ...row('made by', `txray ${value(paper, profile.tool.version)}, rules ${value(paper, profile.tool.rulesVersion)}`),
  ]
}
