import { salvage } from '../errors.ts'
import { readTypeSpec, type TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { methodArguments } from '../model/origin-operands.ts'
import { resolveType } from '../model/program.ts'
import { plainType, shapeOf } from './callee.ts'
import { ownerOfNode } from './owner-of-node.ts'
import type { InstanceInfo, Solver, Step } from './solver.ts'

/** The type of the set that a type argument of a generic call stands for; 0 where it cannot be told. */
export function typeArgumentOf(step: Step, place: number): number {
  const { solver, instance, token } = step
  const sig = methodArguments(instance.ssa.code, token)[place]
  return sig === undefined ? 0 : typeIn(solver, instance, sig)
}

/** The type of the set that a `constrained.` prefix before an instruction names; 0 where there is none or it cannot be told. */
export function constrainedTo(step: Step, token: number): number {
  const { solver, instance } = step
  const { assembly, index } = instance.ssa.code
  const { tables } = assembly.metadata
  if (!isRowOf(tables, 'TypeSpec', token)) return resolveType(solver.program, index, token)
  const read = () => readTypeSpec(assembly.metadata.blob(cell(tables, 'TypeSpec', tokenRow(token), 'Signature')))
  const sig = salvage<TypeSig | null>(assembly.defects, 'type', read, null)
  return sig === null ? 0 : typeIn(solver, instance, sig)
}

/** A parameter of the method is what its caller gave for it. */
function typeIn(solver: Solver, instance: InstanceInfo, sig: TypeSig): number {
  const plain = plainType(sig)
  if (plain.kind !== 'variable') {
    const { token } = shapeOf(plain)
    return token === 0 ? 0 : resolveType(solver.program, instance.index, token)
  }
  const caller = instance.site < 0 ? null : ownerOfNode(solver, instance.site)
  const info = caller === null ? undefined : solver.instances[caller.instance]
  if (!plain.ofMethod || caller === null || info === undefined) return 0
  const { code } = info.ssa
  const given = methodArguments(code, (code.code.operands[caller.value] ?? 0) >>> 0)[plain.index]
  const { token } = given === undefined ? { token: 0 } : shapeOf(given)
  return token === 0 ? 0 : resolveType(solver.program, info.index, token)
}
