import type { Identity, Profile } from '../profile/profile.ts'
import { capped, hang, heading, type Paper, prose, value } from './layout.ts'
import { integrityWords, stampWords } from './words.ts'

const labelWidth = 14

/** Who the file says it is, and what bears that out. */
export function identityLines(profile: Profile, paper: Paper): string[] {
  const { identity, file } = profile
  const row = (label: string, text: string): string[] => hang(paper, 2, label, labelWidth, text)
  const optional = (label: string, text: string | null): string[] => (text === null ? [] : row(label, value(paper, text)))
  return [
    ...heading(paper, 'Who it claims to be'),
    ...claimLines(identity, paper),
    ...(identity.assembly === null ? [] : row('assembly', assemblyText(identity.assembly, paper))),
    ...(profile.format === 'dotnet' ? row('strong name', strongNameText(identity, paper)) : []),
    ...(profile.format === 'other' ? [] : row('Authenticode', authenticodeText(identity, paper))),
    ...optional('compiler', identity.compiler),
    ...optional('framework', identity.targetFramework),
    ...optional('Exchange', identity.exchangeBuild),
    ...optional('debug file', identity.pdbPath),
    ...buildLines(identity, paper),
    ...listLines(
      paper,
      'version info',
      (identity.versionInfo ?? []).filter((info) => info.value.trim() !== '').map((info) => `${value(paper, info.name)}: ${value(paper, info.value)}`),
    ),
    ...listLines(
      paper,
      'references',
      identity.references.map((reference) => referenceText(reference, paper)),
    ),
    ...(profile.format === 'other' ? [] : loadLines(profile, paper)),
    ...row('md5', value(paper, file.md5)),
    ...row('sha1', value(paper, file.sha1)),
    ...optional('imphash', identity.hashes.imphash),
    ...optional('TypeRef hash', identity.hashes.typeRefHash),
    ...optional('authentihash', identity.hashes.authentihash),
  ]
}

/** When it says it was built, and what of that does not fit together. */
function buildLines({ build }: Identity, paper: Paper): string[] {
  if (build === null) return []
  const pdb = build.pdb === null ? '' : ` · debug file GUID ${value(paper, build.pdb.guid)}, age ${build.pdb.age}${build.pdb.embedded ? ', embedded' : ''}`
  const when = build.compiled === null ? stampWords[build.stamp] : value(paper, build.compiled)
  return [
    ...hang(paper, 2, 'compiled', labelWidth, `${when}${pdb} · can be forged`),
    ...listLines(
      paper,
      'build',
      build.remarks.filter(({ about }) => about !== 'no-time').map(({ text, trust }) => `${prose(paper, text)}${trust === 'recorded' ? ' · recorded' : ''}`),
    ),
  ]
}

/** One item a line, the label beside the first. */
function listLines(paper: Paper, label: string, texts: readonly string[]): string[] {
  const labelled = texts.map((text, index) => ({ label: index === 0 ? label : '', text }))
  return capped(paper, 2, labelled, 12, (item) => hang(paper, 2, item.label, labelWidth, item.text))
}

function referenceText({ name, version, publicKeyToken }: Identity['references'][number], paper: Paper): string {
  return `${value(paper, name)} ${value(paper, version)}${publicKeyToken === null ? '' : ` ${value(paper, publicKeyToken)}`}`
}

function claimLines(identity: Identity, paper: Paper): string[] {
  return identity.claims.flatMap(({ what, supported, because }) => {
    const answer = supported ? 'borne out' : 'NOT borne out'
    return hang(paper, 2, 'claims', labelWidth, `${value(paper, what)}: ${answer}, ${prose(paper, because)}`, supported ? 'dim' : 'red')
  })
}

function assemblyText({ name, version, culture, mvid }: NonNullable<Identity['assembly']>, paper: Paper): string {
  return `${value(paper, name)} ${value(paper, version)}${culture === '' ? '' : ` culture ${value(paper, culture)}`} · MVID ${value(paper, mvid)}`
}

function strongNameText({ strongName }: Identity, paper: Paper): string {
  const { integrity, publicKeyToken, pinnedMicrosoftKey } = strongName
  const token = publicKeyToken === null ? '' : ` · public key token ${value(paper, publicKeyToken)}`
  return `${integrityWords[integrity]}${token}${pinnedMicrosoftKey ? " · the key is one of Microsoft's" : ''}`
}

function authenticodeText({ authenticode }: Identity, paper: Paper): string {
  const { integrity, claimedSigner, issuer, timestamp } = authenticode
  const parts = [
    integrityWords[integrity],
    ...(claimedSigner === null ? [] : [`claims the signer ${value(paper, claimedSigner)}`]),
    ...(issuer === null ? [] : [`issuer ${value(paper, issuer)}`]),
    ...(timestamp === null ? [] : [`timestamp ${value(paper, timestamp)}`]),
    ...(integrity === 'absent' ? [] : ['certificate chain not checked']),
  ]
  return parts.join(' · ')
}

function loadLines({ loads }: Profile, paper: Paper): string[] {
  return [
    ...hang(paper, 2, 'loads', labelWidth, `${loads.answer}${loads.runtime === '' ? '' : ` (${value(paper, loads.runtime)})`}`),
    ...capped(paper, 2, loads.broken, 6, ({ rule, detail }) =>
      hang(paper, 2, '', labelWidth, `${loads.answer === 'unknown' ? 'not covered' : 'broken'}: ${value(paper, rule)}, ${prose(paper, detail)}`),
    ),
  ]
}
