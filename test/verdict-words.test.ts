import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rules } from '../lib/capabilities/rules.ts'
import { inspect } from '../lib/index.ts'
import { conditions } from '../lib/profile/conditions.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { render } from '../lib/report/render.ts'
import { bytesOf, root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

/** No sentence of txray's own may say that a file is harmless: what was not seen may still be there. */
const promises = /\b(safe|clean|trusted|harmless|benign|legitimate|innocent|not malicious)\b/i

function ownText({ verdict, findings, identity, playbook, actions, completeness, loads }: Profile): string[] {
  return [
    verdict.to,
    ...verdict.reasons.map(({ text }) => text),
    ...verdict.unknowns,
    ...findings.map(({ title }) => title),
    ...identity.claims.flatMap(({ what, because }) => [what, because]),
    ...playbook.flatMap(({ question, because, collect }) => [question, because, ...collect.flatMap(({ what, how }) => [what, how])]),
    ...actions.flatMap(({ text, command, why }) => [text, command ?? '', why]),
    ...completeness.limits,
    loads.runtime,
  ]
}

/** What the file calls its members, and quoted texts of it, are not txray's words. */
function withoutNames(text: string): string {
  return text.replace(/::\s*[\w.]+|"[^"\n]*"/g, '')
}

const samples = readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.dll'))

for (const name of samples) {
  const profile = inspect(bytesOf('samples/bin', name), { name })
  t.test(`${name}: the profile promises nothing, and its parts agree with each other`, async (t) => {
    t.strictSame(
      ownText(profile).filter((text) => promises.test(withoutNames(text))),
      [],
    )
    const ids = new Set(profile.findings.map(({ id }) => id))
    const named = [...profile.verdict.reasons, ...profile.playbook, ...profile.attack].flatMap(({ findings }) => findings)
    t.strictSame(
      named.filter((id) => !ids.has(id)),
      [],
    )
    t.strictSame(validateProfile(profile), [])
    t.notMatch(withoutNames(render(profile, 'text').replaceAll(profile.file.name ?? '', '')), /\bclean\b|\btrusted\b/i)
  })

  t.test(`${name}: no reason names a constructor or factory for what an event of its agent does`, async (t) => {
    for (const { text, findings, id } of profile.verdict.reasons) {
      const about = profile.findings.filter((finding) => findings.includes(finding.id))
      if (about.length === 0 || !about.every((finding) => finding.entries.some((entry) => entry.kind === 'event'))) continue
      for (const { type, creates } of profile.factories) {
        const onlyOwn = about.every((finding) => finding.entries.some((entry) => entry.kind === 'event' && creates.includes(entry.type)))
        if (onlyOwn) t.notOk(text.includes(`${type}.factory`), id)
      }
      for (const { type } of profile.agents) {
        const onlyOwn = about.every((finding) => finding.entries.some((entry) => entry.kind === 'event' && entry.type === type))
        if (onlyOwn) t.notOk(text.includes(`${type}.constructor`), id)
      }
    }
  })
}

t.test('no rule and no condition promises anything', async (t) => {
  const texts = [...rules.map(({ title }) => title), ...conditions.map(({ asks }) => asks)]
  t.strictSame(
    texts.filter((text) => promises.test(text)),
    [],
  )
})
