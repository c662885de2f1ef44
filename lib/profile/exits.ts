import { severities } from '../facts/vocabulary.ts'
import type { SinkKind } from '../flow/label.ts'
import type { Finding, FlowEnd } from './profile.ts'

/** Rules whose instruction takes message content in hand. */
export const contentRules = new Set(['mail.read-body', 'mail.read-attachment', 'mail.read-part', 'mail.read-mime', 'mail.read-tnef', 'mail.copy-message'])

/** One way in which what is in a message can leave it. */
export interface Exit {
  readonly id: string
  readonly words: string
  readonly alone: boolean
  readonly points: number
  readonly is: (finding: Finding) => boolean
  /** The sinks that are this way out, and the grades of mail data that make it worth a look; less is record-keeping. */
  readonly sinks: readonly SinkKind[]
  readonly grades: readonly FlowEnd['grade'][]
}

/** Is the finding as severe as this, or more? */
export const atLeast = (finding: Finding, severity: Finding['severity']) => severities.indexOf(finding.severity) >= severities.indexOf(severity)

/** A string that names the pickup or replay folder: where mail could be put, and no proof that any is. */
export const pickupName = 'mail.pickup-folder'

const content = ['content'] as const
const words = ['content', 'text'] as const
const anything = ['content', 'text', 'address', 'id', 'digest'] as const

/** Ways out of the message for what is in it. `alone`: worth a look even where no content is read on the same way. */
export const exits: readonly Exit[] = [
  {
    id: 'file',
    words: 'write files',
    alone: false,
    points: 20,
    is: (one) => one.category === 'file-write' && !['file.make-folder', 'file.change-folder'].includes(one.rule),
    sinks: ['file'],
    grades: content,
  },
  {
    id: 'network',
    words: 'use the network',
    alone: true,
    points: 30,
    is: (one) => one.category === 'network' && atLeast(one, 'medium'),
    sinks: ['network'],
    grades: anything,
  },
  {
    id: 'process',
    words: 'start or feed another program',
    alone: true,
    points: 35,
    is: (one) => one.category === 'process' && atLeast(one, 'medium'),
    sinks: ['process-file', 'process-arguments', 'process-stdin'],
    grades: anything,
  },
  {
    id: 'native',
    words: 'call native code',
    alone: true,
    points: 35,
    is: (one) => one.category === 'native' && atLeast(one, 'medium'),
    sinks: ['native'],
    grades: anything,
  },
  {
    id: 'code',
    words: 'load or choose code at run time',
    alone: true,
    points: 45,
    is: (one) => one.category === 'code-load' && atLeast(one, 'medium'),
    sinks: ['code', 'script', 'reflection'],
    grades: anything,
  },
  {
    id: 'mail',
    words: 'send mail of its own',
    alone: true,
    points: 30,
    is: (one) => one.category === 'mail-send' && one.rule !== pickupName && atLeast(one, 'medium'),
    sinks: ['mail-new'],
    grades: anything,
  },
  {
    id: 'database',
    words: 'write to a database',
    alone: false,
    points: 15,
    // a question to a directory leaves mail data there where a flow says so
    is: (one) => (one.category === 'database' || one.flows.some(({ sink }) => sink.kind === 'database')) && atLeast(one, 'medium'),
    sinks: ['database'],
    grades: content,
  },
  {
    id: 'registry',
    words: 'write to the registry',
    alone: true,
    points: 20,
    is: (one) => one.category === 'registry' && atLeast(one, 'medium'),
    sinks: ['registry'],
    grades: words,
  },
]
