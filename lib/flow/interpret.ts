import { lazy } from '../lazy.ts'
import { type LimitLog, limits } from '../limits.ts'
import type { CodeCache } from '../model/method-code.ts'
import { findOverrides } from '../model/overrides.ts'
import { startRun } from './interpret-machine.ts'
import { type Machine, makeObject, type Run } from './interpret-run.ts'
import { type StaticFacts, staticFacts } from './interpret-statics.ts'
import { targetOf } from './interpret-targets.ts'
import { makeTypes, ownType } from './interpret-types.ts'
import { isThing, isTrap, type Result, stop, type Value } from './interpret-values.ts'

/** What a run gave, or why it gave nothing: the member that is not known, the bound that was met, the exception. */
export type Outcome = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly because: string }

/** A value, or the call of a member outside the set that gives it. */
export type Recipe =
  | { readonly kind: 'given'; readonly value: Value }
  | { readonly kind: 'call'; readonly assembly: number; readonly token: number; readonly args: readonly Recipe[] }

/** Runs methods of the set on given values, without any outside effect. */
export interface Interpreter {
  /** Values by parameter, the receiver first where there is one. What the method changes in them stays changed. */
  readonly run: (method: number, args: readonly Value[]) => Outcome
  /** The same on an object that the constructor `maker` makes of these values (the receiver left out). */
  readonly runOnNew: (maker: number, type: number, given: readonly Value[], method: number, args: readonly Value[]) => Outcome
  /** What a call of members outside the set gives, calls inside it made in the same run. */
  readonly evaluate: (recipe: Recipe) => Outcome
  /** Whether the interpreter knows the member outside the set that a token of an assembly names. */
  readonly knows: (assembly: number, token: number) => boolean
  /** Names of the type arguments a call names: of the method, or else of its type. */
  readonly typeArguments: (assembly: number, token: number) => readonly string[]
  /** Where the fields of the set are stored and loaded. */
  readonly statics: () => StaticFacts
}

/**
 * An interpreter for the methods of a set: each run on its own copy of the statics, all within `limits.interpretTotal` steps.
 * Whatever it cannot know (run-time data, members that are not on the list, statics that are set elsewhere) ends a run, never
 * a guess. The same calls in the same order give the same. Never throws.
 */
export function makeInterpreter(cache: CodeCache, log: LimitLog): Interpreter {
  const { program } = cache
  const machine: Machine = {
    program,
    cache,
    types: makeTypes(program),
    log,
    overrides: lazy(() => findOverrides(program)),
    statics: lazy(() => staticFacts(program)),
    targets: new Map(),
    prepared: new Map(),
    dispatch: new Map(),
    left: limits.interpretTotal,
  }
  const within = (work: (run: Run) => Result): Outcome => {
    if (machine.left <= 0) {
      log.hit.add('interpretTotal')
      return { ok: false, because: 'limit interpretTotal' }
    }
    const run = startRun(machine)
    const before = run.steps
    const result = work(run)
    machine.left -= before - Math.max(run.steps, 0)
    return outcomeOf(result)
  }
  return {
    run: (method, args) => within((run) => run.invoke(method, args)),
    runOnNew: (maker, type, given, method, args) =>
      within((run) => {
        const made = makeObject(run, type)
        if (isTrap(made)) return made
        const slots = [made]
        const receiver: Value = ownType(machine.types, type).isStruct ? { kind: 'reference', slots, index: 0, storage: 'unknown' } : made
        const constructed = run.invoke(maker, [receiver, ...given])
        return isTrap(constructed) ? constructed : run.invoke(method, [receiver, ...args])
      }),
    evaluate: (recipe) => within((run) => prepared(run, recipe)),
    knows: (assembly, token) => (targetOf(machine, assembly, token)?.member ?? null) !== null,
    typeArguments: (assembly, token) => targetOf(machine, assembly, token)?.site.typeArgs ?? [],
    statics: machine.statics,
  }
}

/** The bound on the nesting is the maker's: recipes follow the code of one method. */
function prepared(run: Run, recipe: Recipe): Result {
  if (recipe.kind === 'given') return recipe.value
  const target = targetOf(run.machine, recipe.assembly, recipe.token)
  if (target === null || target.own !== 0 || target.member === null) return stop('a member that is not known')
  const args: Value[] = []
  for (const one of recipe.args) {
    const arg = prepared(run, one)
    if (isTrap(arg)) return arg
    args.push(arg)
  }
  // a constructor makes its receiver
  const isNew = target.name === '.ctor' && args.length < target.takes
  return run.invokeOutside(isNew ? { ...target.site, hasThis: false } : target.site, target.member, args, true)
}

function outcomeOf(result: Result): Outcome {
  if (!isTrap(result)) return isThing(result) && result.kind === 'unknown' ? { ok: false, because: result.because } : { ok: true, value: result }
  if (result.kind === 'stop') return { ok: false, because: result.because }
  const { exception } = result
  return { ok: false, because: isThing(exception) && exception.kind === 'exception' ? `throws ${exception.type}` : 'throws' }
}
