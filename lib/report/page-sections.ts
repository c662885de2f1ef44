import { severities } from '../facts/vocabulary.ts'
import type { Profile } from '../profile/profile.ts'
import { listIndicators } from './indicator-list.ts'
import { withoutParameters } from './owner.ts'
import { code, codes, type Depth, facts, list, paragraph, type Section, table } from './page.ts'
import { findingSections, ilText } from './page-findings.ts'
import { pipelineOrder } from './text-agents.ts'
import { count, decisionWords, formatWords, integrityWords, stampWords } from './words.ts'

/** Every section of a report in its order: the conclusion first, and what it rests on after it. Empty ones are left out. */
export function sectionsOf(profile: Profile, depth: Depth): Section[] {
  return [
    conclusion(profile, depth),
    ...runSections(profile, depth),
    ...findingSections(profile, depth),
    indicators(profile, depth),
    registration(profile, depth),
    children(profile, depth),
    playbook(profile, depth),
    next(profile, depth),
    identity(profile, depth),
    limits(profile, depth),
  ].filter(({ blocks }) => blocks.length > 0)
}

function conclusion(profile: Profile, depth: Depth): Section {
  const { verdict, file, completeness } = profile
  const { methods } = completeness
  const many = [...severities].reverse().flatMap((severity) => {
    const found = profile.findings.filter((finding) => finding.severity === severity).length
    return found > 0 ? [`${found} ${severity}`] : []
  })
  return {
    id: 'conclusion',
    title: 'Conclusion',
    blocks: [
      paragraph({ strong: decisionWords[verdict.decision].headline }, ' · ', verdict.to),
      ...list(
        depth,
        verdict.reasons,
        ({ id, text, findings }) => ({ text: [text, ` (${findings.length === 0 ? '' : `${count(findings.length, 'finding')}, `}`, { code: id }, ')'] }),
        true,
      ),
      ...facts(depth, [
        ['File', [{ code: file.name ?? 'standard input' }, ` · ${formatWords[profile.format]}, ${file.size} bytes`]],
        ['SHA-256', code(file.sha256)],
        ['Confidence', [`${verdict.confidence}; score ${verdict.score} of 100 within this decision`]],
        ['Findings', [many.length === 0 ? 'none' : many.join(', ')]],
        ['Coverage', [`${completeness.status}: ${methods.analysed} of ${methods.total} methods analysed, ${methods.reachable} reachable`]],
        ['Not known', verdict.unknowns.length === 0 ? null : [`${count(verdict.unknowns.length, 'thing')}, listed at the end`]],
      ]),
    ],
  }
}

function runSections({ format, agents, factories, unresolvedBases }: Profile, depth: Depth): Section[] {
  if (format !== 'dotnet') return []
  const hooks = pipelineOrder(agents)
  const idle = agents.filter(({ events }) => events.length === 0)
  return [
    {
      id: 'runs',
      title: 'When it runs',
      blocks: [
        ...(agents.length === 0 ? [paragraph('No transport agent class was found.')] : []),
        ...table(depth, ['Event', 'Agent', 'Sees', 'Handler', 'Token'], hooks, ({ agent, event }) => [
          [event.event],
          [{ code: agent.type }, ` (${agent.kind})`],
          [event.sees.join(', ') || 'not known'],
          code(withoutParameters(event.handler)),
          [event.handlerToken],
        ]),
        ...list(depth, idle, ({ type, kind }) => ({ text: [{ code: type }, ` (${kind}) hooks no event that was recognised`] })),
        ...list(depth, factories, ({ type, creates }) => ({
          text: ['factory ', { code: type }, ' makes ', ...(creates.length === 0 ? ['nothing that was recognised'] : codes(creates, depth.values))],
        })),
        ...list(depth, unresolvedBases, ({ type, base, assembly }) => ({
          text: [{ code: type }, ' could be an agent: its base ', { code: base }, ' is in ', { code: assembly }, ', which was not given'],
        })),
      ],
    },
  ]
}

const originWords = { file: 'the file', text: 'a text in it', recovered: 'hidden in its code', flow: 'where data goes' } as const

function indicators(profile: Profile, depth: Depth): Section {
  return {
    id: 'indicators',
    title: 'Indicators',
    blocks: table(depth, ['Kind', 'Value', 'From', 'Place'], listIndicators(profile), ({ kind, value, origin, at }) => [
      [kind],
      code(value),
      [originWords[origin]],
      [[at?.token ?? '', at?.ilOffset == null ? '' : ilText(at.ilOffset)].filter((part) => part !== '').join(' ')],
    ]),
  }
}

function registration({ registration, timeline, exposure }: Profile, depth: Depth): Section {
  const enabled = (state: boolean | null) => (state === null ? 'unknown' : state ? 'enabled' : 'disabled')
  const zones = { utc: '', local: ' (local time)', unknown: ' (time zone unknown)' } as const
  return {
    id: 'registration',
    title: 'Registration, timeline and exposure',
    blocks: [
      ...table(depth, ['State', 'Identity', 'Factory', 'Path', 'Enabled', 'Priority', 'Differs', 'Authorised change', 'Source'], registration, (row) => [
        [row.state],
        code(row.identity),
        code(row.factory),
        code(row.path),
        [enabled(row.enabled)],
        [row.priority === null ? '' : String(row.priority)],
        codes(row.mismatches, depth.values),
        code(row.linkedTo),
        code(row.source),
      ]),
      ...table(depth, ['Time', 'Event', 'Who', 'Source', 'Trust'], timeline, (row) => [
        row.time === null ? ['no time'] : [{ code: row.time }, zones[row.zone]],
        code(row.event),
        code(row.who),
        [{ code: row.source }, row.line === null ? '' : ` line ${row.line}`],
        [row.trust === 'forgeable' ? 'can be forged' : row.trust],
      ]),
      ...(exposure === null
        ? []
        : facts(depth, [
            ['Exposure', [exposure.answer === 'known' ? `${exposure.messages ?? 'unknown number of'} messages` : 'cannot tell', `, ${exposure.because}`]],
            ['From', exposure.from === null ? null : code(exposure.from)],
            ['To', exposure.to === null ? null : code(exposure.to)],
            ['Mailboxes', exposure.mailboxes.length === 0 ? null : codes(exposure.mailboxes, depth.rows)],
          ])),
    ],
  }
}

function children({ children }: Profile, depth: Depth): Section {
  return {
    id: 'children',
    title: 'Assemblies found inside',
    blocks: table(depth, ['Decision', 'Name', 'Where', 'Because', 'SHA-256'], children, ({ name, where, profile }) => [
      [{ strong: decisionWords[profile.verdict.decision].headline }],
      code(name),
      code(where),
      [profile.verdict.reasons[0]?.text ?? ''],
      code(profile.file.sha256),
    ]),
  }
}

const answers = { yes: 'YES', no: 'NO', 'cannot-tell': 'CANNOT TELL' } as const

function playbook({ playbook }: Profile, depth: Depth): Section {
  return {
    id: 'playbook',
    title: 'Playbook',
    blocks: table(depth, ['Question', 'Answer', 'Because', 'To collect'], playbook, ({ question, answer, because, collect }) => [
      [question],
      [{ strong: answers[answer] }],
      [because],
      [collect.map(({ what }) => what).join('; ')],
    ]),
  }
}

function next({ actions }: Profile, depth: Depth): Section {
  const inOrder = [...actions].sort((a, b) => a.order - b.order)
  return { id: 'next', title: 'Next', blocks: list(depth, inOrder, ({ text, why, command }) => ({ text: [text, ` (${why})`], command }), true) }
}

type Build = NonNullable<Profile['identity']['build']>

function pdbWords(pdb: Build['pdb']): (string | { readonly code: string })[] {
  return pdb === null ? [] : [', debug file GUID ', { code: pdb.guid }, `, age ${pdb.age}${pdb.embedded ? ', embedded' : ''}`]
}

function identity(profile: Profile, depth: Depth): Section {
  const { identity, file, loads, format } = profile
  const { assembly, strongName, authenticode, hashes, build } = identity
  const signer = authenticode.claimedSigner === null ? [] : [', claims the signer ', { code: authenticode.claimedSigner }]
  const issuer = authenticode.issuer === null ? [] : [', issuer ', { code: authenticode.issuer }]
  const time = authenticode.timestamp === null ? [] : [', timestamp ', { code: authenticode.timestamp }]
  const optional = (value: string | null) => (value === null ? null : code(value))
  return {
    id: 'identity',
    title: 'Who it claims to be',
    blocks: [
      ...list(depth, identity.claims, ({ what, supported, because }) => ({
        text: ['claims: ', what, ': ', { strong: supported ? 'borne out' : 'NOT borne out' }, `, ${because}`],
      })),
      ...facts(depth, [
        ['Assembly', assembly === null ? null : [{ code: assembly.name }, ' ', { code: assembly.version }, ', MVID ', { code: assembly.mvid }]],
        ['Strong name', format === 'dotnet' ? [integrityWords[strongName.integrity], ...tokenWords(strongName)] : null],
        [
          'Authenticode',
          format === 'other'
            ? null
            : [
                integrityWords[authenticode.integrity],
                ...signer,
                ...issuer,
                ...time,
                authenticode.integrity === 'absent' ? '' : '; certificate chain not checked',
              ],
        ],
        ['Compiler', optional(identity.compiler)],
        ['Framework', optional(identity.targetFramework)],
        ['Exchange', optional(identity.exchangeBuild)],
        ['Debug file', optional(identity.pdbPath)],
        [
          'Compiled',
          build === null ? null : [build.compiled === null ? stampWords[build.stamp] : { code: build.compiled }, ...pdbWords(build.pdb), ', can be forged'],
        ],
        ['Loads', format === 'other' ? null : [loads.answer, loads.runtime === '' ? '' : ` (${loads.runtime})`]],
        ['MD5', code(file.md5)],
        ['SHA-1', code(file.sha1)],
        ['Import hash', optional(hashes.imphash)],
        ['TypeRef hash', optional(hashes.typeRefHash)],
        ['Authentihash', optional(hashes.authentihash)],
      ]),
      ...list(
        depth,
        (build?.remarks ?? []).filter(({ about }) => about !== 'no-time'),
        ({ text, trust }) => ({ text: ['build: ', text, trust === 'recorded' ? ' (recorded)' : ''] }),
      ),
      ...list(depth, loads.broken, ({ rule, detail }) => ({ text: ['loader: ', { code: rule }, `, ${detail}`] })),
      ...table(
        depth,
        ['Version information', 'Value'],
        (identity.versionInfo ?? []).filter(({ value }) => value.trim() !== ''),
        ({ name, value }) => [code(name), code(value)],
      ),
      ...table(depth, ['Reference', 'Version', 'Public key token'], identity.references, ({ name, version, publicKeyToken }) => [
        code(name),
        code(version),
        code(publicKeyToken),
      ]),
    ],
  }
}

function tokenWords({ publicKeyToken, pinnedMicrosoftKey }: Profile['identity']['strongName']): (string | { code: string })[] {
  const token = publicKeyToken === null ? [] : [', public key token ', { code: publicKeyToken }]
  return pinnedMicrosoftKey ? [...token, ", the key is one of Microsoft's"] : token
}

function limits(profile: Profile, depth: Depth): Section {
  const { completeness, defects, verdict, tool } = profile
  return {
    id: 'limits',
    title: 'What this does not tell',
    blocks: [
      paragraph('The file was read, not run.'),
      ...list(depth, verdict.unknowns, (text) => ({ text: [text] })),
      ...list(depth, completeness.limits, (text) => ({ text: ['bound met: ', { code: text }] })),
      ...list(depth, defects, ({ code, offset, detail }) => ({
        text: ['damage', offset === null ? ': ' : ` at byte ${offset}: `, detail, ' (', { code }, ')'],
      })),
      paragraph('Made by txray ', { code: tool.version }, ', rules ', { code: tool.rulesVersion }, '.'),
    ],
  }
}
