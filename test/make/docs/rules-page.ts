import type { Feature, Rule } from '../../../lib/capabilities/rule.ts'
import { rules, rulesVersion } from '../../../lib/capabilities/rules.ts'
import { categories } from '../../../lib/facts/vocabulary.ts'
import { code, page, table } from './markdown.ts'

/** docs/rules.md: every rule, by category, with what it rests on. */
export function rulesPage(): string {
  const used = categories.map((category) => ({ category, list: rules.filter((rule) => rule.category === category) })).filter(({ list }) => list.length > 0)
  const contents = table(
    ['Category', 'Rules'],
    used.map(({ category, list }) => [`[${category}](#${category})`, String(list.length)]),
  )
  return page('Rules', '`lib/capabilities/`', [
    `${rules.length} rules, version ${rulesVersion}. A rule says what code can do, not that it is wrong: the severity is its weight where it stands alone, and [decisions.md](decisions.md) says which of them together make a reason. One feature is enough. A rule that rests on a member gives findings up to \`reachable\`; one that rests on a type, a namespace, an override or an attribute never more than \`referenced\`. Where mail data was proven to reach the member's argument the finding is \`fed\`; a rule \`flow.…\` tells a flow whose instruction no other rule speaks of.`,
    '`txray rules` prints the list, `txray explain ID` one rule, `txray rules --json` all of it for machines.',
    contents,
    ...used.flatMap(({ category, list }) => [`## ${category}`, ...list.map(ruleText)]),
  ])
}

function ruleText(rule: Rule): string {
  const attack = rule.attack.length > 0 ? ` · ${rule.attack.map(attackLink).join(', ')}` : ''
  return [`### ${rule.id}`, `**${rule.title}** · ${rule.severity}${attack}`, rule.why, featureLines(rule.anyOf).join('\n')].join('\n\n')
}

function attackLink(id: string): string {
  return `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`
}

/** Features of one kind, type and condition on one line. */
function featureLines(features: readonly Feature[]): string[] {
  const lines = new Map<string, string[]>()
  for (const feature of features) {
    const { head, name } = featureParts(feature)
    const names = lines.get(head)
    if (names === undefined) lines.set(head, [name])
    else names.push(name)
  }
  return [...lines].map(([head, names]) => `- ${head}${names.filter((name) => name !== '').join(', ')}`)
}

function featureParts(feature: Feature): { readonly head: string; readonly name: string } {
  if ('api' in feature) {
    const at = feature.api.indexOf('::')
    const conditions = [
      ...(feature.receiver === undefined ? [] : [`on ${feature.receiver.map(code).join(' or ')}`]),
      ...(feature.notReceiver === undefined ? [] : [`on anything but ${feature.notReceiver.map(code).join(' or ')}`]),
      ...(feature.argument === undefined ? [] : [`argument ${feature.argument.at} is ${feature.argument.oneOf.map(valueText).join(' or ')}`]),
    ]
    const condition = conditions.length === 0 ? '' : ` (${conditions.join('; ')})`
    return { head: `${code(feature.api.slice(0, at))}${condition}: `, name: code(feature.api.slice(at + 2)) }
  }
  if ('type' in feature) return { head: 'type named: ', name: code(feature.type) }
  if ('namespace' in feature) return { head: 'any type of: ', name: code(feature.namespace) }
  if ('native' in feature) {
    const module = feature.module === undefined ? '' : ` of ${code(feature.module)}`
    return { head: `native${module}: `, name: feature.native === '*' ? 'any function' : code(feature.native) }
  }
  if ('override' in feature) return { head: 'overrides: ', name: code(feature.override) }
  if ('string' in feature) return { head: 'string with: ', name: code(feature.string) }
  if ('oddity' in feature) return { head: 'oddity of the file: ', name: code(feature.oddity) }
  if ('attribute' in feature) return { head: 'attribute: ', name: code(feature.attribute) }
  if ('flow' in feature) return { head: `data that reaches ${code(feature.flow)} from `, name: feature.from.map(code).join(', ') }
  if ('recovered' in feature) return { head: 'a text that code of the file makes and that stands nowhere in it', name: '' }
  if ('unfollowed' in feature) return { head: 'mail data that enters what could not be followed: ', name: code(feature.unfollowed) }
  return { head: 'a catch clause that does nothing', name: '' }
}

function valueText(value: string | number | null): string {
  return value === null ? 'not known' : code(String(value))
}
