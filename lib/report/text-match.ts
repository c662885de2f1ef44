import type { DigestAnswer } from '../profile/digest-match.ts'
import { hang, joinLines, type Paper, paint, prose, value } from './layout.ts'
import type { TextOptions } from './text.ts'
import { count } from './words.ts'

const headlines: { readonly [A in DigestAnswer['answer']]: string } = { match: 'MATCH', 'no-match': 'NO MATCH', 'cannot-tell': 'CANNOT TELL' }

/** What trying a list of addresses gave, for a terminal. Entries of the list and names from the file are made visible. */
export function renderMatch({ answer, because, tried, untried, matches }: DigestAnswer, options: TextOptions = {}): string {
  const paper: Paper = { width: Math.max(60, options.width ?? 100), color: options.color ?? false, verbose: true }
  return joinLines([
    ...hang(paper, 0, headlines[answer], 12, prose(paper, because), answer === 'match' ? 'red' : 'bold'),
    ...tried.flatMap(({ subject, made, values }) => hang(paper, 2, 'tried', 10, `${subject}: ${count(values.length, 'value')}, ${prose(paper, made)}`)),
    ...untried.flatMap((one) => hang(paper, 2, 'not tried', 10, `${one.subject}: ${prose(paper, one.because)}`)),
    ...matches.flatMap((match) => [
      '',
      `  ${paint(paper, 'bold', value(paper, match.entry))} (line ${match.line})`,
      ...hang(paper, 4, 'has', 8, `${value(paper, match.value)}${match.negated ? ' (the condition asks that it is not so)' : ''}`),
      ...hang(paper, 4, 'how', 8, prose(paper, match.how)),
      ...(match.hashed === match.entry ? [] : hang(paper, 4, 'hashed', 8, value(paper, match.hashed))),
    ]),
  ])
}
