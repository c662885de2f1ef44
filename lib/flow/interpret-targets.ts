import { salvage } from '../errors.ts'
import { readMethodSpec, readTypeSpec, type TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, memberName, methodName } from '../model/assembly.ts'
import { calledSig } from '../model/method-code.ts'
import { homeOfMethod, ownerOf, resolveMethod } from '../model/program.ts'
import { members } from './interpret-members.ts'
import type { Machine, Target } from './interpret-run.ts'
import type { Site } from './interpret-values.ts'

/** What a method token names; null where it or its signature cannot be read. Each is looked up once. */
export function targetOf(machine: Machine, index: number, token: number): Target | null {
  const key = index * 0x1_0000_0000 + token
  const known = machine.targets.get(key)
  if (known !== undefined) return known
  const made = makeTarget(machine, index, token)
  machine.targets.set(key, made)
  return made
}

function makeTarget(machine: Machine, index: number, token: number): Target | null {
  const assembly = machine.program.assemblies[index]
  const sig = assembly === undefined ? null : calledSig(assembly, token)
  if (assembly === undefined || sig === null) return null
  const { tables } = assembly.metadata
  const own = resolveMethod(machine.program, index, token)
  const plain = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  const outside = own === 0 && isRowOf(tables, 'MemberRef', plain) ? memberName(assembly, tokenRow(plain)) : null
  const api = outside?.api ?? (own === 0 ? 'a method that is not there' : ownName(machine, own))
  const signature = outside?.signature ?? api
  const site: Site = {
    api,
    signature,
    typeArgs: own === 0 ? typeArguments(assembly, token, plain) : [],
    assembly: index,
    token,
    hasThis: sig.hasThis && !sig.explicitThis,
    parameters: sig.parameters.length,
  }
  const returns = assembly.names.typeSig(sig.returns)
  return {
    own,
    site,
    member: own === 0 ? (members.get(signature) ?? members.get(api) ?? null) : null,
    takes: sig.parameters.length + (site.hasThis ? 1 : 0),
    gives: returns !== 'System.Void' && !returns.startsWith('System.Void mod'),
    name: outside?.name ?? simpleName(machine, own),
    owner: own === 0 ? 0 : ownerOf(machine.program, own),
  }
}

function ownName(machine: Machine, own: number): string {
  const { assembly, row } = homeOfMethod(machine.program, own)
  return methodName(assembly, row)
}

function simpleName(machine: Machine, own: number): string {
  if (own === 0) return ''
  const { assembly, row } = homeOfMethod(machine.program, own)
  return assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
}

/** Of the method, or else of the type it is called on. */
function typeArguments(assembly: Assembly, token: number, plain: number): readonly string[] {
  const { metadata, names, defects } = assembly
  const { tables } = metadata
  if (isRowOf(tables, 'MethodSpec', token)) {
    const read = () => readMethodSpec(metadata.blob(cell(tables, 'MethodSpec', tokenRow(token), 'Instantiation')))
    return salvage(defects, 'method instantiation', read, []).map(names.typeSig)
  }
  const parent = isRowOf(tables, 'MemberRef', plain) ? cell(tables, 'MemberRef', tokenRow(plain), 'Class') : 0
  if (!isRowOf(tables, 'TypeSpec', parent)) return []
  const read = () => readTypeSpec(metadata.blob(cell(tables, 'TypeSpec', tokenRow(parent), 'Signature')))
  const sig = salvage<TypeSig | null>(defects, 'type', read, null)
  return sig?.kind === 'generic' ? sig.args.map(names.typeSig) : []
}
