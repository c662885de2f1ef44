import { findAgentSurface } from '../../lib/agents/entries.ts'
import { makeSolver, solve } from '../../lib/flow/solve.ts'
import type { LimitLog } from '../../lib/limits.ts'
import { openAssembly } from '../../lib/model/assembly.ts'
import { makeCallGraph } from '../../lib/model/call-graph.ts'
import { makeTracer } from '../../lib/model/origins.ts'
import { makeProgram } from '../../lib/model/program.ts'

/** What solving takes, in counts that no machine changes. */
export interface Work {
  readonly steps: number
  /** In all contexts together, as `limits.flowInstructions` counts them. */
  readonly instructions: number
  readonly methods: number
}

/** What the solver did. A file that is no assembly takes nothing. */
export function solverWork(bytes: Uint8Array): Work {
  const log: LimitLog = { hit: new Set() }
  const tracer = makeTracer(makeCallGraph(makeProgram(openAssembly(bytes), [])), log)
  const surface = findAgentSurface(tracer)
  if (surface.entries.length === 0) return { steps: 0, instructions: 0, methods: 0 }
  const solver = makeSolver(tracer, surface)
  solve(solver, surface)
  return { steps: solver.graph.steps(), instructions: solver.work.met, methods: solver.ofMethod.size }
}
