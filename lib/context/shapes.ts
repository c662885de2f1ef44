import type { Bag } from './bag.ts'
import { fits, type Place, type Shape } from './shape.ts'
import { agentLogShape, agentShape, auditShape, cmdletLogShape, pipelineShape, trackingShape } from './shapes-exchange.ts'
import { eventShape, fileShape, mftShape } from './shapes-windows.ts'
import type { Sink } from './sink.ts'

/** The first that fits counts, so those with more to recognise them by stand first. */
const shapes: readonly Shape[] = [auditShape, cmdletLogShape, trackingShape, agentLogShape, pipelineShape, agentShape, mftShape, eventShape, fileShape]

/** Logs with a `#Fields:` line, which are only these. */
const logShapes: readonly Shape[] = [cmdletLogShape, trackingShape, agentLogShape]

export function findShape(has: (key: string) => boolean): Shape | null {
  return shapes.find((shape) => fits(shape, has)) ?? null
}

export function findLogShape(has: (key: string) => boolean): Shape | null {
  return logShapes.find((shape) => fits(shape, has)) ?? null
}

/** Reads an object as what it is known to be, and puts the record or why there is none into the sink. */
export function putObject(bag: Bag, shape: Shape, place: Place, sink: Sink): void {
  const found = shape.read(bag, place)
  if (typeof found === 'string') sink.skip(bag.line, found)
  else if (found !== null) sink.record(found)
}
