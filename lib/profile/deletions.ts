import type { Match } from '../capabilities/match.ts'
import type { FlowResult, Hit } from '../flow/flow-result.ts'
import { tokenRow } from '../metadata/token.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { methodId } from '../model/program.ts'
import { filePlace } from './place.ts'

/** A place where a file is deleted, and which; null where the name is not known. */
export interface Deletion {
  readonly method: number
  readonly target: string | null
}

/** Where reached code, and all other, deletes files. */
export function deletions(
  { program }: CallGraph,
  assemblies: readonly { readonly index: number; readonly matches: readonly Match[] }[],
  flow: FlowResult,
): Deletion[] {
  return assemblies.flatMap(({ index, matches }) =>
    matches.flatMap(({ rule, fact }) => {
      if (rule.id !== 'file.delete' || !('at' in fact)) return []
      const method = methodId(program, index, tokenRow(fact.at.method))
      return [{ method, target: flow.argumentText({ method, ilOffset: fact.at.ilOffset }, 0)?.text ?? null }]
    }),
  )
}

/** Is this file deleted by name, or one of no known name where one of no known name is deleted? */
export function isDeleted({ sink, path }: Hit, deleted: readonly Deletion[]): boolean {
  const near = new Set([sink.at.method, ...path.map(({ method }) => method)])
  return deleted.some(({ method, target }) => target === sink.target && (near.has(method) || filePlace(target) === 'fixed'))
}
