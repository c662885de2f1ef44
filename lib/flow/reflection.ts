import { isConcrete, simpleName } from '../agents/find-agents.ts'
import { chainOf, methodsOf } from '../model/program.ts'
import { edgeWay, filter } from './graph.ts'
import { isStatic } from './instances.ts'
import { methodNames, nameable } from './reflection-names.ts'
import { arrayOf, type CallByName, give, membersOf, texts } from './reflection-nodes.ts'
import { allTypes, comTypeByName, create, createByName, createComObject, typeByName, typeOfObject } from './reflection-types.ts'
import type { OutsideCall } from './solver.ts'

type Act = (call: OutsideCall, callByName: CallByName) => void

/** Members of reflection that lead to other code; false when the call is none of them. */
export function reflect(call: OutsideCall, callByName: CallByName): boolean {
  const act = acts.get(call.callee.api)
  if (act === undefined) return false
  act(call, callByName)
  return true
}

const reflection = 'System.Reflection'
const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['System.Type::GetTypeFromHandle', (call) => give(call, call.given[0])],
  [`${reflection}.MethodBase::GetMethodFromHandle`, (call) => give(call, call.given[0])],
  ['System.Object::GetType', typeOfObject],
  ['System.Type::GetType', (call) => typeByName(call, 0)],
  ['System.Type::GetTypeFromProgID', comTypeByName],
  ['Microsoft.VisualBasic.Interaction::CreateObject', createComObject],
  [`${reflection}.Assembly::GetType`, (call) => typeByName(call, 0)],
  [`${reflection}.Module::GetType`, (call) => typeByName(call, 0)],
  ['System.Activator::CreateInstance', create],
  [`${reflection}.Assembly::CreateInstance`, createByName],
  ['System.Type::GetMethod', (call) => member(call, '')],
  ['System.Type::GetMethods', allMethods],
  [`${reflection}.Assembly::GetTypes`, allTypes],
  [`${reflection}.Assembly::GetExportedTypes`, allTypes],
  ['System.Type::GetProperty', (call) => member(call, 'get_')],
  [`${reflection}.MethodBase::Invoke`, invokeMember],
  [`${reflection}.MethodInfo::Invoke`, invokeMember],
  [`${reflection}.PropertyInfo::GetValue`, invokeMember],
  ['System.Type::InvokeMember', (call, by) => lateCall(call, by, call.receiver, call.given[0], call.given[3], call.given[4])],
  ['System.Delegate::CreateDelegate', createDelegate],
  ['System.Runtime.InteropServices.Marshal::GetDelegateForFunctionPointer', nativeDelegate],
  ['Microsoft.VisualBasic.CompilerServices.NewLateBinding::LateCall', visualBasicCall],
  ['Microsoft.VisualBasic.CompilerServices.NewLateBinding::LateGet', visualBasicCall],
  ['Microsoft.CSharp.RuntimeBinder.Binder::InvokeMember', (call) => keepName(call, call.given[1])],
  ['System.Runtime.CompilerServices.CallSite`1::Create', passName],
])

/** `GetMethod(name)` on the types that are known. */
function member(call: OutsideCall, prefix: string): void {
  const { receiver, given, result } = call
  const { graph, elements } = call.step.solver
  if (receiver < 0 || result < 0) return
  const named = (text: string) =>
    graph.watch(receiver, (element) => {
      const item = elements.item(element)
      if (item?.kind === 'type') graph.add(result, elements.of({ kind: 'member', type: item.type, name: item.name, member: `${prefix}${text}` }))
    })
  if (prefix === '') methodNames(call, given[0], receiver, given.length > 1, named)
  else texts(call, given[0], named)
}

/** `GetMethods()` on own types: an array of those that somebody would name. */
function allMethods(call: OutsideCall): void {
  const { solver } = call.step
  if (call.receiver < 0) return
  const element = arrayOf(call, 'System.Reflection.MethodInfo[]')
  solver.graph.watch(call.receiver, (at) => {
    const item = solver.elements.item(at)
    if (item?.kind !== 'type' || item.type === 0 || element < 0) return
    for (const method of nameable(solver, item.type, call.given.length > 0)) {
      solver.graph.add(element, solver.elements.of({ kind: 'member', type: item.type, name: item.name, member: simpleName(solver.program, method) }))
    }
  })
}

/** `MethodInfo.Invoke(object, object[])`. */
function invokeMember(call: OutsideCall, by: CallByName): void {
  const { solver } = call.step
  const [target = -1, args] = call.given
  let known = false
  solver.graph.watch(call.receiver, (element) => {
    const item = solver.elements.item(element)
    if (item?.kind === 'member') {
      known = true
      run(call, by, item.type, item.name, item.member, target, args)
    } else if (item?.kind === 'pointer' && item.method !== 0) {
      known = true
      runOwn(call, item.method, target, args === undefined ? [] : membersOf(solver, args))
    }
  })
  whenUnknown(call, () => known, [target, args ?? -1])
}

/** A call by name on the objects at a node, or on the type at another. */
function lateCall(call: OutsideCall, by: CallByName, types: number, name: number | undefined, target: number | undefined, args: number | undefined): void {
  const { solver } = call.step
  let known = false
  const named = (text: string) => {
    if (types >= 0) {
      solver.graph.watch(types, (element) => {
        const item = solver.elements.item(element)
        if (item?.kind !== 'type') return
        known = true
        run(call, by, item.type, item.name, text, target ?? -1, args)
      })
    }
    if (target !== undefined && target >= 0) {
      solver.heap.objects(target, (_, item) => {
        if (!('name' in item) || (types >= 0 && item.kind !== 'object')) return
        known = true
        run(call, by, 'type' in item ? item.type : 0, item.name, text, target, args)
      })
    }
  }
  methodNames(call, name, types >= 0 ? types : (target ?? -1), false, named)
  whenUnknown(call, () => known, [target ?? -1, args ?? -1])
}

function visualBasicCall(call: OutsideCall, by: CallByName): void {
  const [target, types = -1, name, args] = call.given
  lateCall(call, by, types, name, target, args)
}

function run(call: OutsideCall, by: CallByName, type: number, typeName: string, name: string, target: number, args: number | undefined): void {
  const { solver } = call.step
  const given = args === undefined ? [] : membersOf(solver, args)
  if (type === 0) {
    by(call, `${typeName}::${name}`, target, given, call.result)
    return
  }
  for (const at of chainOf(solver.program, type)) {
    const found = methodsOf(solver.program, at).filter((method) => simpleName(solver.program, method) === name && isConcrete(solver.program, method))
    for (const method of found) runOwn(call, method, target, given)
    if (found.length > 0) return
  }
}

function runOwn({ step, result }: OutsideCall, method: number, target: number, given: readonly number[]): void {
  const { solver } = step
  if (isStatic(solver, method)) solver.runStatic(step, method, given, result)
  else if (target >= 0)
    solver.heap.objects(target, (object, item) => {
      if ('type' in item && item.type !== 0) solver.runOn(step, method, object, target, given, result)
    })
}

/** What is called could not be told: what goes in is told instead. */
function whenUnknown(call: OutsideCall, isKnown: () => boolean, nodes: readonly number[]): void {
  const { solver, site } = call.step
  solver.unresolved.push(() => {
    if (isKnown()) return
    const all = solver.graph.nodes(1)
    for (const node of nodes) if (node >= 0) solver.graph.edge(solver.heap.deep(node), all, edgeWay.plain, site, filter.data)
    solver.unfollowed.set(site, { kind: 'reflection', what: call.callee.api, node: all })
    solver.sinks.push({ kind: 'reflection', node: all, site, madeAt: site, member: call.callee.api, target: -1, port: null })
  })
}

function createDelegate(call: OutsideCall): void {
  const { step, given, result } = call
  const { solver } = step
  const { graph, heap, elements } = solver
  if (result < 0) return
  const target = given.length > 2 ? given[1] : undefined
  // (Type, Type, name) and (Type, object, name)
  if (target !== undefined) {
    methodNames(call, given[2], target, true, (name) => {
      const add = (type: number, typeName: string, receiver: number | null) => {
        const method = type === 0 ? 0 : (methodsOf(solver.program, type).find((one) => simpleName(solver.program, one) === name) ?? 0)
        const made = elements.of({ kind: 'delegate', method, api: `${typeName}::${name}`, virtual: false, site: step.site })
        graph.add(result, made)
        if (receiver !== null) graph.edge(receiver, heap.cell(made, 'target'), edgeWay.heap, step.site)
      }
      graph.watch(target, (element) => {
        const item = elements.item(element)
        if (item?.kind === 'type') add(item.type, item.name, null)
      })
      heap.objects(target, (_, item) => {
        if ('name' in item) add('type' in item ? item.type : 0, item.name, target)
      })
    })
  }
  for (const node of given.slice(1)) {
    graph.watch(node, (element) => {
      const item = elements.item(element)
      if (item?.kind !== 'member') return
      const method = item.type === 0 ? 0 : methodsOf(solver.program, item.type).find((one) => simpleName(solver.program, one) === item.member)
      const made = elements.of({ kind: 'delegate', method: method ?? 0, api: `${item.name}::${item.member}`, virtual: false, site: step.site })
      graph.add(result, made)
      if (target !== undefined) graph.edge(target, heap.cell(made, 'target'), edgeWay.heap, step.site)
    })
  }
}

/** Functions that one delegate may stand for. */
const mostFunctions = 16

/** A delegate over a native function: of the name under which it was looked up, where that is known. */
function nativeDelegate(call: OutsideCall): void {
  const { step, given, result } = call
  const { elements, graph, heap } = step.solver
  const [pointer] = given
  if (result < 0) return
  const found = new Set<string>()
  const add = (api: string) => {
    // what looks like a member of a type is no name of a function
    if (found.size >= mostFunctions || api.includes('::')) return
    found.add(api)
    graph.add(result, elements.of({ kind: 'delegate', method: 0, api, virtual: false, site: step.site }))
  }
  if (pointer !== undefined && pointer >= 0) {
    heap.objects(pointer, (object) => {
      texts(call, heap.read(object, 'target'), (name) => {
        texts(call, heap.read(object, 'path'), (path) => add(`${path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)}!${name}`))
      })
    })
  }
  step.solver.unresolved.push(() => {
    if (found.size === 0) add(functionPointer)
  })
}

/** What is called where nothing tells which function it is. */
const functionPointer = 'a native function pointer'

/** A binder of `dynamic` keeps the member's name for the call site that it goes into. */
function keepName(call: OutsideCall, name: number | undefined): void {
  const { solver, site, instance } = call.step
  if (call.result < 0 || name === undefined) return
  const made = solver.elements.of({ kind: 'object', type: 0, name: call.callee.owner, site, depth: instance.depth })
  solver.graph.add(call.result, made)
  solver.graph.edge(name, solver.heap.cell(made, 'target'), edgeWay.heap, site)
}

function passName({ step, given, result }: OutsideCall): void {
  const { solver, site, instance } = step
  const { graph, heap, elements } = solver
  if (result < 0 || given[0] === undefined) return
  const made = elements.of({ kind: 'object', type: 0, name: dynamicSite, site, depth: instance.depth })
  graph.add(result, made)
  heap.objects(given[0], (object) => graph.edge(heap.read(object, 'target'), heap.cell(made, 'target'), edgeWay.heap))
}

const dynamicSite = 'System.Runtime.CompilerServices.CallSite`1'

/** `site.Target.Invoke(site, object, arguments…)`: what the compiler makes of a call on a `dynamic` object. */
export function dynamicCall(call: OutsideCall, by: CallByName): void {
  const { solver } = call.step
  const [sites, target = -1, ...args] = call.given
  if (sites === undefined) return
  solver.heap.objects(sites, (object, item) => {
    if (!('name' in item) || item.name !== dynamicSite) return
    solver.graph.watch(solver.heap.read(object, 'target'), (element) => {
      const name = solver.elements.item(element)
      if (name?.kind !== 'text') return
      solver.heap.objects(target, (_, on) => {
        if (!('name' in on)) return
        if (!('type' in on) || on.type === 0) by(call, `${on.name}::${name.value}`, target, args, call.result)
        else {
          for (const method of methodsOf(solver.program, on.type)) if (simpleName(solver.program, method) === name.value) runOwn(call, method, target, args)
        }
      })
    })
  })
}
