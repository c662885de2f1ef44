import { conditions } from '../../../lib/profile/conditions.ts'
import { code, page, table } from './markdown.ts'

/** docs/decisions.md: what each decision means and every reason that leads to it. */
export function decisionsPage(): string {
  const rows = (decision: string) => conditions.filter((one) => one.decision === decision).map(({ id, asks, points }) => [code(id), asks, String(points)])
  return page('Decisions', '`lib/profile/conditions.ts`', [
    'A decision comes from conditions, never from a sum. The first of these that holds is the decision:',
    table(
      ['Decision', 'Holds when', 'Who acts'],
      [
        ['`escalate`', 'a condition of the first table below holds', 'incident response, now'],
        ['`review`', 'a condition of the second table holds', 'a Tier-2 analyst'],
        ['`expected`', 'none of them holds', 'the owner of the change: is it a known one?'],
        ['`not-judged`', 'no .NET assembly could be read', 'whoever sent the file'],
      ],
    ),
    '`expected` says that no reason below was met. It is no statement about who put the file there, nor about what this version does not look at: `verdict.unknowns` lists that for every file.',
    '## What makes it escalate',
    table(['Reason', 'Asks', 'Points'], rows('escalate')),
    'That is all that evidence up to `reachable` can bear without guessing. What an implant adds to an ordinary agent is where the data goes and for whom; this version does not follow data nor read conditions, so such a file is `review`, with the reason that names the two ends. Treat a `review` with a `content-and-…` reason as the case to open first.',
    '## What makes it review',
    'A reason stands once for each entry point it concerns, or once for all of them where the words are the same. "Message content" is a body, an attachment, a MIME part, the message as MIME or as TNEF, or a copy of it.',
    table(['Reason', 'Asks', 'Points'], rows('review')),
    'Below an agent (no agent, no factory, no subscription, no missing base) a file is judged as a library: no entry point reaches anything, so only marks of concealment, what is found inside it, or bounds that were met can decide otherwise than `expected`.',
    '## What is said where nothing above holds',
    table(
      ['Reason', 'Means'],
      [
        ['`stays-in-the-message`', 'what the entry points reach is reading, openly changing, rejecting or logging mail; no way out for its content was seen'],
        ['`library`', 'there is nothing in the file that Exchange would run'],
        ['`carries`', 'not judged itself, but an assembly found inside was, with this decision'],
        ['`no-assembly`', 'not judged: no .NET assembly was read'],
      ],
    ),
    '## Score and confidence',
    'The score, 0 to 100, ranks files that have the same decision; it never makes one. It is a quarter of the points of all reasons plus, for each rule that an entry point reaches, 0 (info), 1 (low), 3 (medium), 6 (high) or 12 (critical).',
    'Confidence is about the decision: high for `escalate` and `not-judged`, low where the profile is `partial` or a base class is missing, else medium. How much of the code was read stands in `completeness`.',
  ])
}
