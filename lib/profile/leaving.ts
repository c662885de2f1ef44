import { sinkOf } from './flow-words.ts'
import { filePlace, hostPlace, runsWhatItIsGiven, type Whereabouts } from './place.ts'
import type { Finding } from './profile.ts'

export type Flow = Finding['flows'][number]

/** Where a flow ends. A program or native code is on this machine unless its path names another, and so is a log; a database may be anywhere. */
export function flowPlace(flow: Flow): Whereabouts {
  switch (sinkOf(flow)) {
    case 'network':
      return hostPlace(flow.sink.target)
    case 'file':
      return filePlace(flow.sink.target)
    case 'mail-new':
    case 'mail-recipient':
      return flow.sink.target?.includes('@') === true ? hostPlace(flow.sink.target) : filePlace(flow.sink.target)
    case 'log':
      return flow.sink.target === null ? 'here' : hostPlace(flow.sink.target)
    case 'code':
      return filePlace(flow.sink.target) === 'away' ? 'away' : 'open'
    case 'native':
      return flow.sink.target === null ? 'open' : filePlace(moduleOf(flow.sink.target)) === 'away' ? 'away' : 'fixed'
    case 'registry':
      return flow.sink.target === null ? 'open' : 'fixed'
    case 'process-arguments':
    case 'process-file':
    case 'process-stdin':
      return filePlace(flow.sink.target) === 'away' ? 'away' : flow.sink.target === null ? 'open' : 'fixed'
    default:
      return 'open'
  }
}

/** The file of a native function that is named as `module!function`. */
export function moduleOf(native: string): string {
  return native.slice(0, Math.max(native.lastIndexOf('!'), 0))
}

/** Is what is given here an order to a command interpreter? */
export function isShell({ sink }: Flow): boolean {
  return runsWhatItIsGiven(sink.target)
}
