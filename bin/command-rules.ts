import type { Feature, Rule } from '../lib/capabilities/rule.ts'
import { categories } from '../lib/facts/vocabulary.ts'
import { conditions } from '../lib/profile/conditions.ts'
import { renderJson } from '../lib/report/json.ts'
import { wrap } from '../lib/report/layout.ts'
import type { Engine } from './engine.ts'
import { type ExitStatus, exitStatus } from './exit-status.ts'
import { type Io, say } from './io.ts'
import { closestNames } from './near-miss.ts'
import { topics } from './topics.ts'

const width = 100

/** `txray rules`: every rule, by what it is about. */
export async function rulesCommand(json: boolean, io: Io, engine: Engine): Promise<ExitStatus> {
  const { rules, rulesVersion } = engine
  if (json) {
    await io.out.write(renderJson({ rulesVersion, rules }, 'indented'))
    return exitStatus.ok
  }
  const lines = categories.flatMap((category) => {
    const some = rules.filter((rule) => rule.category === category)
    return some.length === 0 ? [] : ['', category, ...some.map(ruleLine)]
  })
  await io.out.write(`${rules.length} rules, version ${rulesVersion}. txray explain ID says more of one.\n${lines.join('\n')}\n`)
  return exitStatus.ok
}

function ruleLine({ id, severity, title, attack }: Rule): string {
  return `  ${severity.padEnd(9)} ${id.padEnd(34)} ${title}${attack.length > 0 ? ` (${attack.join(', ')})` : ''}`
}

/** `txray explain`: what a rule looks for and why, or what a word of the reports means. */
export async function explainCommand(id: string, io: Io, engine: Engine): Promise<ExitStatus> {
  const rule = engine.findRule(id)
  const topic = topics.find(({ name }) => name === id.toLowerCase())
  const condition = conditions.find((one) => one.id === id.toLowerCase())
  if (rule !== null) await io.out.write(ruleText(rule))
  else if (id.toLowerCase() === everything) await io.out.write(decisionText())
  else if (topic !== undefined) await io.out.write(`${topic.name}\n${indented(topic.text)}\n`)
  else if (condition !== undefined) await io.out.write(`${condition.id}: a reason to ${condition.decision}\n${indented(`${condition.asks}.`)}\n`)
  else {
    const names = [everything, ...engine.rules.map((one) => one.id), ...conditions.map((one) => one.id), ...topics.map(({ name }) => name)]
    const near = closestNames(id, names)
    const instead =
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : `txray rules lists the rules; the words are ${[everything, ...topics.map(({ name }) => name)].join(', ')}`
    await say(io, `txray: nothing is called ${id}; ${instead}`)
    return exitStatus.usage
  }
  return exitStatus.ok
}

/** What `txray explain` calls all that decides. */
const everything = 'decision'

/** Every reason, by the decision it leads to; the first decision with a reason that holds is the file's. */
function decisionText(): string {
  const parts = (['escalate', 'review'] as const).map((decision) => {
    const reasons = conditions.filter((one) => one.decision === decision)
    const lines = reasons.map(({ id, asks, points }) => `  ${id} (${points} points)\n${indented(`${asks}.`, 4)}`)
    return `${decision}: one of these holds\n${lines.join('\n')}\n`
  })
  const last = 'expected: none of these holds\nnot-judged: no .NET assembly was read\n'
  return `${parts.join('\n')}\n${last}\nPoints only rank files that have the same decision. txray explain escalate, review or expected says what follows.\n`
}

function ruleText(rule: Rule): string {
  const attack = rule.attack.length > 0 ? `, ATT&CK ${rule.attack.join(' ')}` : ''
  const features = rule.anyOf.flatMap((feature) => wrap(featureText(feature), width - 4).map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`)))
  return `${rule.id}: ${rule.title}\n  ${rule.category}, ${rule.severity} where it stands alone${attack}\n${indented(rule.why)}\n  It rests on any of:\n${features.join('\n')}\n`
}

function featureText(feature: Feature): string {
  if ('api' in feature) {
    const receiver = feature.receiver === undefined ? '' : ` on ${feature.receiver.join(' or ')}`
    const other = feature.notReceiver === undefined ? '' : ` on anything but ${feature.notReceiver.join(' or ')}`
    const values = feature.argument?.oneOf.map((value) => value ?? 'not known').join(' or ')
    const argument = feature.argument === undefined ? '' : ` where argument ${feature.argument.at} is ${values}`
    return `use of ${feature.api}${receiver}${other}${argument}`
  }
  if ('type' in feature) return `the type ${feature.type} is named`
  if ('namespace' in feature) return `a type of the namespace ${feature.namespace} is named`
  if ('native' in feature) {
    const from = feature.module === undefined ? '' : ` of ${feature.module}`
    return feature.native === '*' ? `a call of any native function${from}` : `a call of the native function ${feature.native}${from}`
  }
  if ('override' in feature) return `a method overrides ${feature.override}`
  if ('string' in feature) return `a string that contains "${feature.string}"`
  if ('oddity' in feature) return `the file shows the oddity ${feature.oddity}`
  if ('attribute' in feature) return `the assembly carries ${feature.attribute}`
  if ('flow' in feature) return `data from ${feature.from.join(', ')} that reaches ${feature.flow}`
  if ('recovered' in feature) return 'a text that code of the file makes and that stands nowhere in it'
  if ('unfollowed' in feature) return `mail data that enters what could not be followed (${feature.unfollowed})`
  return 'a catch clause that does nothing'
}

function indented(text: string, by = 2): string {
  return wrap(text, width - by)
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n')
}
