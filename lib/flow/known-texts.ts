import { indexAt } from '../il/instruction.ts'
import { op } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import type { Constants } from './constants.ts'
import { withoutPort } from './effect-ports.ts'
import { gradeOfLabel, kindOfLabel, labelCount, type SourceKind } from './label.ts'
import { ownerOfNode, placeOf } from './owner-of-node.ts'
import type { Solver } from './solver.ts'
import type { CodePlace, Instance } from './view.ts'

/** By node, the text that was worked out for it and put there, and the method that made it; null for a text that stands in the file. */
export type JoinedTexts = ReadonlyMap<number, { readonly text: string; readonly by: string | null }>

/** What a text at a node is worked out from. */
export interface TextSources {
  readonly solver: Solver
  readonly joined: JoinedTexts
  readonly constants: Constants
}

/** A constant, or a template with holes. `by`: the method that made it of what stands in the file. */
export interface KnownText {
  readonly text: string
  readonly recovered: boolean
  readonly by: string | null
}

/** The constant or template at a node: of its own value, or of the values that were put there. */
export function textAt(sources: TextSources, node: number): KnownText | null {
  for (const known of textsAt(sources, node)) return known
  return null
}

/**
 * All that are known, nearest first. What a value may be as a whole goes before one of the texts that were put into a cell, unless that
 * says more: host and port.
 */
function textsAt({ solver, joined, constants }: TextSources, start: number): readonly KnownText[] {
  if (start < 0) return []
  const seen = new Set([start])
  const whole: KnownText[] = []
  const put: KnownText[] = []
  for (const node of seen) {
    const owner = ownerOfNode(solver, node)
    if (owner !== null) {
      const known = constants.text({ instance: owner.instance, value: owner.value })
      if (known !== null) whole.push(known)
      continue
    }
    for (const element of solver.graph.at(node)) {
      const item = solver.elements.item(element)
      if (item?.kind !== 'text') continue
      const by = makerOf(solver, joined, node, element, item.value)
      put.push({ text: item.value, recovered: by !== null, by: by ?? '' })
    }
    if (seen.size < 64) for (const edge of solver.graph.into(node)) seen.add(solver.graph.from(edge))
  }
  const saysMore = (known: KnownText) => put.some(({ text }) => known.text.includes(withoutPort(text)) && !text.includes(known.text))
  return [...whole.filter(saysMore), ...put, ...whole]
}

/** Who made the text of an element: asked of the nearest node where it was put, which may be one that working it out gave it to. */
function makerOf({ graph }: Solver, joined: JoinedTexts, start: number, element: number, text: string): string | null {
  const seen = new Set([start])
  for (const node of seen) {
    const put = joined.get(node)
    if (put?.text === text) return put.by
    let came = false
    if (seen.size < limits.chain) {
      for (const edge of graph.into(node)) {
        if (!graph.has(graph.from(edge), element)) continue
        came = true
        seen.add(graph.from(edge))
      }
    }
    // it begins here, as it stands in the file
    if (!came) return null
  }
  return null
}

/** Of an argument of the call at a place, receiver not counted; null when not known. */
export function argumentText(sources: TextSources, at: CodePlace, parameter: number): KnownText | null {
  for (const { instance, value, node } of argumentsAt(sources.solver, at, parameter)) {
    const known = sources.constants.text({ instance, value }) ?? memberText(sources, node)
    if (known !== null) return known
  }
  return null
}

const written: ReadonlySet<SourceKind> = new Set<SourceKind>(['mail-body', 'mail-attachment', 'mail-mime'])

/** Does content of a message stand in an argument of the call at a place? */
export function isWritten({ solver }: TextSources, at: CodePlace, parameter: number): boolean {
  for (const { node } of argumentsAt(solver, at, parameter)) {
    for (const element of solver.graph.at(node)) {
      if (element < labelCount && written.has(kindOfLabel(element)) && gradeOfLabel(element) === 'content') return true
    }
  }
  return false
}

/** An argument of a call, in each context in which the method runs. */
function* argumentsAt(
  solver: Solver,
  at: CodePlace,
  parameter: number,
): Generator<{ readonly instance: Instance; readonly value: number; readonly node: number }> {
  const ssa = solver.ssaOf(at.method)
  const instruction = ssa === null ? -1 : indexAt(ssa.code.code, at.ilOffset)
  if (ssa === null || instruction < 0) return
  const callee = solver.callees(ssa.code.index, (ssa.code.code.operands[instruction] ?? 0) >>> 0)
  if (callee === null) return
  const first = callee.hasThis && ssa.code.code.opcodes[instruction] !== op.newobj ? 1 : 0
  const value = ssa.operands[(ssa.operandStart[instruction] ?? 0) + first + parameter]
  if (value === undefined || first + parameter >= (ssa.operandStart[instruction + 1] ?? 0) - (ssa.operandStart[instruction] ?? 0)) return
  for (const instance of solver.ofMethod.get(at.method) ?? []) yield { instance, value, node: (solver.instances[instance]?.base ?? 0) + value }
}

/** The same for a member that reflection calls there. */
export function hiddenArgumentText(sources: TextSources, at: CodePlace, parameter: number, api: string): KnownText | null {
  for (const [site, apis] of sources.solver.hidden) {
    const place = placeOf(sources.solver, site)
    const node = apis.get(api)?.[parameter]
    if (node === undefined || place?.method !== at.method || place.ilOffset !== at.ilOffset) continue
    const known = textAt(sources, node) ?? memberText(sources, node)
    if (known !== null) return known
  }
  return null
}

/** Of what stands in a list, however it is wrapped, the first text that is known whole; else the first that is known in part. */
export function memberText(sources: TextSources, start: number): KnownText | null {
  const { graph, elements, heap } = sources.solver
  const seen = new Set([start])
  let part: KnownText | null = null
  for (const node of seen) {
    for (const element of graph.at(node)) {
      if (elements.item(element)?.kind !== 'object') continue
      for (const [name, cell] of heap.names(element)) {
        if (!name.startsWith('element') && !name.startsWith('value') && !name.startsWith('content')) continue
        for (const known of textsAt(sources, cell)) {
          if (!known.text.includes('{')) return known
          part ??= known
        }
        if (seen.size < 64) seen.add(cell)
      }
    }
  }
  return part
}
