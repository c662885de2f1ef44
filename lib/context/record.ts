/** Where a record stands: the context file by the name it was given under, and its line or item there, from 1. */
export interface Origin {
  readonly source: string
  readonly line: number | null
}

/**
 * A time as its source tells it. `iso`: `2026-11-23T01:02:03.000Z` when the zone is `utc`, without the `Z` else; null when it cannot
 * be read. `ambiguous`: day and month could be the other way round.
 */
export interface Moment {
  readonly text: string
  readonly iso: string | null
  readonly zone: 'utc' | 'local' | 'unknown'
  readonly ambiguous: boolean
}

/** A name and a value; the name is empty where the source has only positions. */
export interface NamedValue {
  readonly name: string
  readonly value: string
}

/** An agent as a configuration or a listing tells it. */
export interface AgentRecord {
  readonly kind: 'agent'
  readonly identity: string
  readonly factory: string | null
  readonly path: string | null
  /** Full name of the agent base as `agents.config` has it. */
  readonly baseType: string | null
  readonly enabled: boolean | null
  readonly priority: number | null
  /** `hub`, `frontend`, `edge`, `delivery`, `submission` … as the source tells it or its file implies. */
  readonly service: string | null
  readonly isDefault: boolean | null
  /**
   * Fields of this record that the source shows cut short (`…` in a table or a list). They are null or, where they cannot be, hold the
   * visible beginning: they are not known.
   */
  readonly cut: readonly string[]
  readonly origin: Origin
}

/** One line of `Get-TransportPipeline`: agents run at an event, in their order. */
export interface PipelineRecord {
  readonly kind: 'pipeline'
  readonly event: string
  readonly agents: readonly string[]
  /** Fields that the source shows cut short. */
  readonly cut: readonly string[]
  readonly origin: Origin
}

/** A cmdlet that was run: cmdlet log, admin audit log or MSExchange Management event. */
export interface CmdletRecord {
  readonly kind: 'cmdlet'
  readonly time: Moment
  readonly cmdlet: string
  /** Values are empty where the source tells only the names. */
  readonly parameters: readonly NamedValue[]
  /** What it changed, where the source tells it apart from the parameters. */
  readonly object: string | null
  readonly who: string | null
  /** The host or client it came from. */
  readonly from: string | null
  readonly succeeded: boolean | null
  /** The server that recorded it. */
  readonly host: string | null
  /** Fields that the source shows cut short. */
  readonly cut: readonly string[]
  readonly origin: Origin
}

/** A service that was started or stopped (System 7036), or any event of a log that is told as it is (Application 1050 …). */
export interface SystemRecord {
  readonly kind: 'service' | 'event'
  readonly time: Moment
  /** Service or provider. */
  readonly name: string
  readonly id: number | null
  readonly state: string | null
  readonly data: readonly NamedValue[]
  readonly host: string | null
  readonly origin: Origin
}

/** Sysmon 1 (process), 7 (image loaded), 11 (file created). */
export interface SysmonRecord {
  readonly kind: 'process' | 'image-load' | 'file-create'
  readonly time: Moment
  /** Image of the process that was started, loaded the image or made the file. */
  readonly process: string
  /** Image of the process that started it; null but for `process`. */
  readonly parent: string | null
  /** Command line, loaded image or created file. */
  readonly target: string
  readonly who: string | null
  readonly hashes: readonly NamedValue[]
  readonly signed: boolean | null
  readonly host: string | null
  readonly origin: Origin
}

/** A file of a listing. */
export interface FileRecord {
  readonly kind: 'file'
  readonly path: string
  readonly size: number | null
  readonly created: Moment | null
  readonly modified: Moment | null
  /** MFT record change, which tools that set the other two forget. */
  readonly changed: Moment | null
  /** Creation as the MFT's $FILE_NAME has it, where it is told apart: seldom forged. */
  readonly nameCreated: Moment | null
  readonly hashes: readonly NamedValue[]
  /** Fields that the source shows cut short. */
  readonly cut: readonly string[]
  readonly origin: Origin
}

/** A line of an agent log: what an agent did with a message. */
export interface AgentActionRecord {
  readonly kind: 'agent-action'
  readonly time: Moment
  readonly agent: string
  readonly event: string
  readonly action: string
  readonly sender: string | null
  readonly recipients: readonly string[]
  readonly messageId: string | null
  readonly origin: Origin
}

/** A line of a message tracking log. */
export interface MessageRecord {
  readonly kind: 'message'
  readonly time: Moment
  readonly event: string
  readonly component: string
  /** `source-context`, where Exchange names an agent. */
  readonly context: string
  /** `sender-address`: the Sender or From header. */
  readonly sender: string | null
  /** `return-path`: the envelope's sender. */
  readonly returnPath: string | null
  readonly recipients: readonly string[]
  readonly subject: string | null
  readonly messageId: string | null
  readonly size: number | null
  readonly directionality: string | null
  readonly originalClient: string | null
  readonly origin: Origin
}

export type ContextRecord = AgentRecord | PipelineRecord | CmdletRecord | SystemRecord | SysmonRecord | FileRecord | AgentActionRecord | MessageRecord

/**
 * Takes a context file in pieces, cut anywhere. `push` and `end` throw a `ContextError` where the file cannot be taken. Texts of a record
 * may be slices of the piece they came in: whoever keeps a few of many should copy them (`keepText`).
 */
export interface ContextReader {
  readonly push: (chunk: Uint8Array) => void
  /** What kind of file it was, and what could not be read of it, line by line up to a bound. */
  readonly end: () => ContextSummary
}

export interface ContextSummary {
  /** In words: `agents.config`, `Get-TransportAgent, list`, `message tracking log` … */
  readonly type: string
  readonly records: number
  /** The first `limits.contextSkipped` of them. */
  readonly skipped: readonly SkippedLine[]
  /** All of them. */
  readonly skippedCount: number
}

export interface SkippedLine {
  /** From 1; null for what is about the whole file. */
  readonly line: number | null
  readonly why: string
}
