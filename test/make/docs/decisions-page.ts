import { conditions } from '../../../lib/profile/conditions.ts'
import { code, page, table } from './markdown.ts'
import { matrixTables } from './matrix-tables.ts'

/** docs/decisions.md: what each decision means and every reason that leads to it. */
export function decisionsPage(): string {
  const rows = (decision: string) => conditions.filter((one) => one.decision === decision).map(({ id, asks, points }) => [code(id), asks, String(points)])
  return page('Decisions', '`lib/profile/conditions.ts` and what it joins', [
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
    'Flows are proven step by step and conditions read from the code; a reason names both. "Content" is what was written: bodies, attachments, MIME. "In the code" counts people (whole addresses), domains and parts of addresses, subjects, and values that the code hides or only holds as a hash; a comparison that spares somebody aims at nobody. Domains count unless the data stays on this machine; a subject or a list from outside counts where the place is fixed in the code as well, or the code decrypts what it reads; a list from a file besides where the same file also says where to and is none that settings are openly kept in (.config, .xml, .ini, .txt and the like). "Kept" leaves out a temporary file that the same code deletes again.',
    'A place is `away` if its host stands in the code and is not this machine (a loopback address, `localhost`); a host that comes from a setting is nobody’s secret. A share of another machine is such a place for files, programs, assemblies and native modules, and a log of another machine for what is logged. Attachments that are put on a share of files, removed from the same messages whenever they are, and replaced in the body for all to see, make it a review. Mail of chosen people is changed where bodies, attachments or addresses are written, recipients added or replaced; rejecting is no change, and a new message is none either.',
    '## What makes it review',
    'A reason whose findings all make it escalate as well is not told twice. One whose words are the same for several entry points stands once. Reasons that begin with `content-and-` hold only where following the data met a bound: then a handler that reads content and has a way out is all that can be said. Those that begin with `mail-to-` rest on proven flows. "Message content" is a body, an attachment, a MIME part, the message as MIME or as TNEF, or a copy of it.',
    table(['Reason', 'Asks', 'Points'], rows('review')),
    'Below an agent (no agent, no factory, no subscription, no missing base) a file is judged as a library: no entry point reaches anything, so only marks of concealment, what is found inside it, or bounds that were met can decide otherwise than `expected`.',
    '## What is said where nothing above holds',
    table(
      ['Reason', 'Means'],
      [
        [
          '`stays-in-the-message`',
          'what the entry points reach is reading, openly changing, rejecting or logging mail; no way out for its content was seen; where the data was followed, none is taken',
        ],
        ['`library`', 'there is nothing in the file that Exchange would run'],
        ['`carries`', 'not judged itself, but an assembly found inside was, with this decision'],
        ['`no-assembly`', 'not judged: no .NET assembly was read'],
      ],
    ),
    '## Score and confidence',
    'The score, 0 to 100, ranks files that have the same decision; it never makes one. The strongest reason counts 0.4 of its points where the decision is `escalate` and all of them where it is `review`; each other kind of reason 0.1 or 0.2 of them, 12 together at most. What is reached besides counts 8 at most: a quarter of 0 (info), 1 (low), 3 (medium), 6 (high) or 12 (critical) for each rule. A reason to review counts half where all it rests on stays on this machine (a loopback address, a temporary file that is deleted again, a local program or native code), as scanners do, and 0.7 where the place comes from a setting. `expected` has no reasons: what is reached counts in full.',
    'Confidence is about the decision. `escalate` is high, and medium where every proof passes a member of which only the signature is known, or every condition is known in part. `review` and `expected` are low where the profile is `partial` or a base class is missing, high where all that mail data enters was followed, else medium. `not-judged` is high, and low where a PE file names an assembly that could not be read. How much of the code was read stands in `completeness`.',
    ...matrixTables(),
  ])
}
