import type { PlaybookAnswer } from './profile.ts'

/** One question of the playbook: its text, and when each answer is given. An answer that is not there is never given. */
export interface PlaybookQuestion {
  readonly text: string
  readonly answers: { readonly [A in PlaybookAnswer['answer']]?: string }
}

/** The four questions of the playbook on transport agents. */
export const playbookQuestions = {
  changes: {
    text: 'Are there recent changes to transport agent configurations?',
    answers: {
      yes: 'a change to any agent was recorded in the window before `--as-of`, or something differs from the baseline',
      no: 'a log of cmdlets reaches over that window and holds no such change, and nothing differs from the baseline',
      'cannot-tell':
        'no records of the server were given, or no `--as-of`; no log is known to reach so far; or the times of what was recorded may or may not lie inside',
    },
  },
  properties: {
    text: 'Do the registered agents have anomalous properties or behaviour?',
    answers: {
      yes: 'there is an agent in the file, and the decision is `escalate`',
      'cannot-tell': 'in all other cases: what is in a file does not say whether it is wanted, or whether its registration is',
    },
  },
  targets: {
    text: 'Are specific addresses or patterns targeted?',
    answers: {
      yes: 'a condition of something that it does to mail, or with it, compares a recipient, the sender, the subject, a header, a text or an attachment',
      no: 'data and conditions were followed to their end, all of the code was seen, and none compares these',
      'cannot-tell': 'no such condition was seen, and something was not followed or not seen; or there is no agent in the file',
    },
  },
  attachments: {
    text: 'Is there more copying of, or access to, attachments?',
    answers: {
      yes: 'attachments or whole messages were proven to flow out of the message, or an entry point opens attachments or reads whole messages',
      no: 'all of the code was seen, and no entry point reaches code that opens either',
      'cannot-tell': 'no such code was seen, and not all of it could be followed; or there is no agent in the file',
    },
  },
} as const satisfies Readonly<Record<string, PlaybookQuestion>>
