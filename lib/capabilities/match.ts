import type { Wanted } from '../facts/extract.ts'
import type { ConstantValue, Fact } from '../facts/fact.ts'
import { isTelling } from '../flow/label.ts'
import { type LimitLog, limits } from '../limits.ts'
import type { Feature, Rule } from './rule.ts'
import { compileTextSearch, type TextSearch } from './text-search.ts'

/** One rule that one fact shows, by the first of the rule's features that fits. */
export interface Match {
  readonly rule: Rule
  readonly fact: Fact
  readonly feature: Feature
}

type ApiFeature = Extract<Feature, { readonly api: string }>
type NativeFeature = Extract<Feature, { readonly native: string }>
type FlowFeature = Extract<Feature, { readonly flow: string }>
type Entry<F extends Feature = Feature> = { readonly rule: Rule; readonly feature: F }
type Index<F extends Feature = Feature> = ReadonlyMap<string, readonly Entry<F>[]>

/** Rules by the name they ask for: the work for one fact does not grow with the number of rules. */
export interface RuleIndex {
  readonly rules: readonly Rule[]
  /** By member name without parameters. */
  readonly apis: Index<ApiFeature>
  readonly types: Index
  readonly namespaces: Index
  /** Longest namespace asked for: how far into a type's name there is anything to find. */
  readonly namespaceLength: number
  /** By function in lower case; `*` holds the features that take any function. */
  readonly natives: Index<NativeFeature>
  readonly overrides: Index
  readonly attributes: Index
  readonly oddities: Index
  readonly texts: TextSearch
  readonly textEntries: readonly Entry[]
  readonly emptyCatches: readonly Entry[]
  /** By kind of sink. */
  readonly flows: Index<FlowFeature>
  readonly recovered: readonly Entry[]
  /** By the reason why following ended. */
  readonly unfollowed: Index
}

/** Rules made ready for matching, in their order. Throws `TypeError` for a string feature that is empty or not ASCII. */
export function compileRules(rules: readonly Rule[]): RuleIndex {
  const apis = new Map<string, Entry<ApiFeature>[]>()
  const types = new Map<string, Entry[]>()
  const namespaces = new Map<string, Entry[]>()
  const natives = new Map<string, Entry<NativeFeature>[]>()
  const overrides = new Map<string, Entry[]>()
  const attributes = new Map<string, Entry[]>()
  const oddities = new Map<string, Entry[]>()
  const textEntries: Entry[] = []
  const patterns: string[] = []
  const emptyCatches: Entry[] = []
  const flows = new Map<string, Entry<FlowFeature>[]>()
  const recovered: Entry[] = []
  const unfollowed = new Map<string, Entry[]>()
  for (const rule of rules) {
    for (const feature of rule.anyOf) {
      const entry = { rule, feature }
      if ('api' in feature) add(apis, memberName(feature.api), { rule, feature })
      else if ('type' in feature) add(types, feature.type, entry)
      else if ('namespace' in feature) add(namespaces, feature.namespace, entry)
      else if ('native' in feature) add(natives, feature.native.toLowerCase(), { rule, feature })
      else if ('override' in feature) add(overrides, feature.override, entry)
      else if ('attribute' in feature) add(attributes, feature.attribute, entry)
      else if ('oddity' in feature) add(oddities, feature.oddity, entry)
      else if ('emptyCatch' in feature) emptyCatches.push(entry)
      else if ('flow' in feature) add(flows, feature.flow, { rule, feature })
      else if ('recovered' in feature) recovered.push(entry)
      else if ('unfollowed' in feature) add(unfollowed, feature.unfollowed, entry)
      else {
        textEntries.push(entry)
        patterns.push(feature.string)
      }
    }
  }
  const namespaceLength = [...namespaces.keys()].reduce((longest, name) => Math.max(longest, name.length), 0)
  const texts = compileTextSearch(patterns)
  const named = { apis, types, namespaces, namespaceLength, natives, overrides, attributes, oddities, texts, textEntries, emptyCatches }
  return { rules, ...named, flows, recovered, unfollowed }
}

/**
 * What the facts show, in their order and for each fact in the order of the rules; a rule appears once for one
 * fact. Linear in the facts: strings are searched once each and up to a bound in all, which `log` then names.
 */
export function matchFacts(index: RuleIndex, facts: Iterable<Fact>, log?: LimitLog): Match[] {
  const matches: Match[] = []
  const searched = new Map<string, readonly Entry[]>()
  let budget: number = limits.ruleText
  const textEntries = (value: string): readonly Entry[] => {
    const known = searched.get(value)
    if (known) return known
    if (value.length > budget) {
      log?.hit.add('ruleText')
      return []
    }
    budget -= value.length
    const found = index.texts.find(value).flatMap((number) => index.textEntries[number] ?? [])
    searched.set(value, found)
    return found
  }
  for (const fact of facts) {
    let last: Rule | null = null
    for (const { rule, feature } of entriesFor(index, fact, textEntries)) {
      if (rule === last) continue
      matches.push({ rule, fact, feature })
      last = rule
    }
  }
  return matches
}

/** Whether some rule asks about this member at all; `signature` is the name with its parameters. */
export function knowsApi(index: RuleIndex, api: string, signature: string): boolean {
  return (index.apis.get(api) ?? []).some(({ feature }) => names(feature, api, signature))
}

/** Whether some rule asks what an argument of this member is. */
export function wantsConstants(index: RuleIndex, api: string): boolean {
  return (index.apis.get(api) ?? []).some(({ feature }) => feature.argument !== undefined)
}

/** Whether some rule asks what object this member is used on. */
export function wantsReceiver(index: RuleIndex, api: string): boolean {
  return (index.apis.get(api) ?? []).some(({ feature }) => feature.receiver !== undefined || feature.notReceiver !== undefined)
}

/** What these rules ask of whoever extracts facts. */
export function wantedBy(index: RuleIndex): Wanted {
  return {
    knows: (api, signature) => knowsApi(index, api, signature),
    wantsConstants: (api) => wantsConstants(index, api),
    wantsReceiver: (api) => wantsReceiver(index, api),
  }
}

function entriesFor(index: RuleIndex, fact: Fact, textEntries: (value: string) => readonly Entry[]): readonly Entry[] {
  switch (fact.kind) {
    case 'api':
      return apiEntries(index, fact, fact.receivers, fact.constants)
    case 'api-reference':
      return apiEntries(index, fact, [], [])
    case 'type':
      return inRuleOrder(index, [...(index.types.get(fact.type) ?? []), ...namespaceEntries(index, fact.type)])
    case 'native':
    case 'native-reference':
      return inRuleOrder(index, nativeEntries(index, fact.module, fact.function))
    case 'string':
      return textEntries(fact.value)
    case 'override':
      return index.overrides.get(fact.api) ?? []
    case 'attribute':
      return index.attributes.get(fact.type) ?? []
    case 'oddity':
      return index.oddities.get(fact.oddity) ?? []
    case 'empty-catch':
      return index.emptyCatches
    case 'flow': {
      const { source, sink } = fact.hit
      return isTelling(source.grade) ? (index.flows.get(sink.kind) ?? []).filter(({ feature }) => feature.from.includes(source.kind)) : []
    }
    case 'recovered':
      return index.recovered
    case 'unfollowed':
      return fact.unfollowed.mail.some(({ grade }) => isTelling(grade)) ? (index.unfollowed.get(fact.unfollowed.kind) ?? []) : []
    default: {
      const missing: never = fact
      return missing
    }
  }
}

/** Of a member that is only named, neither object nor arguments are known. */
function apiEntries(
  index: RuleIndex,
  { api, signature }: { readonly api: string; readonly signature: string },
  receivers: readonly string[],
  constants: readonly ConstantValue[],
): readonly Entry[] {
  const entries = index.apis.get(api) ?? []
  return entries.filter(({ feature }) => names(feature, api, signature) && receiverFits(feature, receivers) && argumentFits(feature, constants))
}

function names(feature: ApiFeature, api: string, signature: string): boolean {
  return feature.api === api || feature.api === signature
}

function receiverFits(feature: ApiFeature, receivers: readonly string[]): boolean {
  if (feature.notReceiver && receivers.some((type) => feature.notReceiver?.includes(type))) return false
  return feature.receiver === undefined || receivers.some((type) => feature.receiver?.includes(type))
}

function argumentFits({ argument }: ApiFeature, constants: readonly ConstantValue[]): boolean {
  return argument === undefined || argument.oneOf.includes(constants[argument.at] ?? null)
}

/** Every namespace a type stands in, as far as a rule could name it: a name may be 16,000 dots. */
function namespaceEntries(index: RuleIndex, type: string): readonly Entry[] {
  const found: Entry[] = []
  const outer = type.indexOf('/')
  const end = outer < 0 ? type.length : outer
  for (let dot = type.indexOf('.'); dot >= 0 && dot < end && dot <= index.namespaceLength; dot = type.indexOf('.', dot + 1)) {
    found.push(...(index.namespaces.get(type.slice(0, dot)) ?? []))
  }
  return found
}

function nativeEntries(index: RuleIndex, module: string, name: string): readonly Entry[] {
  const moduleName = plainModule(module)
  const lower = name.toLowerCase()
  const short = lower.endsWith('a') || lower.endsWith('w') ? lower.slice(0, -1) : null
  return [lower, short, '*']
    .flatMap((key) => (key === null ? [] : (index.natives.get(key) ?? [])))
    .filter(({ feature }) => feature.module === undefined || feature.module.toLowerCase() === moduleName)
}

/** The module without its folder and `.dll`, in lower case: all of these load the same library. */
function plainModule(module: string): string {
  const file = module.slice(Math.max(module.lastIndexOf('\\'), module.lastIndexOf('/')) + 1).toLowerCase()
  return file.endsWith('.dll') ? file.slice(0, -4) : file
}

/** Entries from several lists, so that one rule's stand together. */
function inRuleOrder(index: RuleIndex, entries: readonly Entry[]): readonly Entry[] {
  if (entries.length < 2) return entries
  return [...entries].sort((a, b) => index.rules.indexOf(a.rule) - index.rules.indexOf(b.rule))
}

function memberName(api: string): string {
  const parameters = api.indexOf('(')
  return parameters < 0 ? api : api.slice(0, parameters)
}

function add<E>(map: Map<string, E[]>, key: string, entry: E): void {
  const entries = map.get(key)
  if (entries) entries.push(entry)
  else map.set(key, [entry])
}
