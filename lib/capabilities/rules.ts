import { codeLoadRules } from './code-load.ts'
import { concealmentRules } from './concealment.ts'
import { cryptoRules } from './crypto.ts'
import { databaseRules } from './database.ts'
import { fileRules } from './file.ts'
import { flowRules } from './flow-rules.ts'
import { mailEffectRules } from './mail-effects.ts'
import { mailReadRules } from './mail-read.ts'
import { nativeRules } from './native.ts'
import { networkRules } from './network.ts'
import { oddityRules } from './oddities.ts'
import { persistenceRules } from './persistence.ts'
import { processRules } from './process.ts'
import { reflectionRules } from './reflection.ts'
import type { Rule } from './rule.ts'
import { runtimeRules } from './runtime.ts'
import { systemRules } from './system.ts'

/** Changes with every change of a rule, so that two profiles can be told apart by it. */
export const rulesVersion = '1.0.0'

/** Every capability, in the order they are told: mail first. */
export const rules: readonly Rule[] = [
  ...mailReadRules,
  ...mailEffectRules,
  ...fileRules,
  ...networkRules,
  ...processRules,
  ...codeLoadRules,
  ...reflectionRules,
  ...nativeRules,
  ...cryptoRules,
  ...systemRules,
  ...persistenceRules,
  ...databaseRules,
  ...concealmentRules,
  ...oddityRules,
  ...runtimeRules,
  ...flowRules,
]

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]))

/** The rule with this id, or null. */
export function findRule(id: string): Rule | null {
  return byId.get(id) ?? null
}
