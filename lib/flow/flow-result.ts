import type { EntryPoint } from '../agents/entries.ts'
import type { PathStep } from '../model/reach.ts'
import type { Grade, SinkKind, SourceKind } from './label.ts'
import type { CodePlace, Condition } from './view.ts'

/** Data that was proven to go from a source to a sink. */
export interface Hit {
  readonly source: { readonly kind: SourceKind; readonly grade: Grade; readonly member: string; readonly at: CodePlace; readonly target: string | null }
  readonly sink: { readonly kind: SinkKind; readonly member: string; readonly at: CodePlace; readonly target: string | null; readonly targetRecovered: boolean }
  /** From the source to the sink, both included; each step an instruction that passes the data on. */
  readonly steps: readonly CodePlace[]
  /** Some step goes by the default rule for members without a row. */
  readonly byDefault: boolean
  readonly condition: Condition
  /** Entry points from which the sink's instruction runs. */
  readonly entries: readonly EntryPoint[]
  readonly path: readonly PathStep[]
}

/** A string that code of the file hides and that was worked out. */
export interface Recovered {
  readonly text: string
  readonly by: string
  readonly at: CodePlace
}

/** An outside member that runs although no instruction names it: called by reflection or late binding. */
export interface HiddenCall {
  readonly api: string
  readonly signature: string
  readonly recovered: boolean
  readonly at: CodePlace
}

/** Something that could not be followed. `mail`: mail data goes in there. */
export interface Unfollowed {
  readonly kind: 'native' | 'reflection' | 'assembly' | 'delegate' | 'budget' | 'not-proven'
  readonly what: string
  readonly mail: readonly { readonly kind: SourceKind; readonly grade: Grade }[]
  readonly at: CodePlace | null
}

/** What following the data from the entry points gave. */
export interface FlowResult {
  readonly hits: readonly Hit[]
  /** The condition of an instruction; `not-analysed` where the analysis did not come there. */
  readonly conditionOf: (at: CodePlace) => Condition
  /** Whether some entry point leads there, by the objects that are really made; null when the analysis ended before it could tell. */
  readonly isReached: (method: number) => boolean | null
  readonly entriesOf: (method: number) => readonly EntryPoint[]
  readonly pathTo: (method: number) => readonly PathStep[]
  readonly recovered: readonly Recovered[]
  readonly hiddenCalls: readonly HiddenCall[]
  readonly unfollowed: readonly Unfollowed[]
  /**
   * Constant or template of an argument (receiver not counted) as text; null when not known. `hidden`: of that member, which reflection
   * calls there.
   */
  readonly argumentText: (at: CodePlace, parameter: number, hidden?: string) => { readonly text: string; readonly recovered: boolean } | null
  /** Does content of a message, its body or an attachment, stand in an argument (receiver not counted)? */
  readonly isWritten: (at: CodePlace, parameter: number) => boolean
  /** False when a budget ended it. */
  readonly complete: boolean
}
