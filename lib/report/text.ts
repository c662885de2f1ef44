import type { Profile } from '../profile/profile.ts'
import { joinLines, type Paper } from './layout.ts'
import { adviceLines, limitLines } from './text-advice.ts'
import { agentLines } from './text-agents.ts'
import { conclusionLines } from './text-conclusion.ts'
import { childLines, contextLines, indicatorLines } from './text-context.ts'
import { findingLines } from './text-findings.ts'
import { identityLines } from './text-identity.ts'

export interface TextOptions {
  /** Columns of the page; 100 unless told, never below 60. */
  readonly width?: number
  /** Terminal colours (SGR); nothing else that a terminal acts on is ever written. */
  readonly color?: boolean
  /** Shows every list whole. */
  readonly verbose?: boolean
}

/**
 * The report an analyst reads on a terminal: the conclusion and who acts on it, when the code runs, what it does
 * there, and then what that rests on. The same profile gives the same text. Names from the file are made visible.
 */
export function renderText(profile: Profile, options: TextOptions = {}): string {
  const paper: Paper = { width: Math.max(60, options.width ?? 100), color: options.color ?? false, verbose: options.verbose ?? false }
  const sections = [conclusionLines, agentLines, findingLines, indicatorLines, identityLines, contextLines, childLines, adviceLines, limitLines]
  return joinLines(sections.flatMap((lines) => lines(profile, paper)))
}
