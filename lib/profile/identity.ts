import { exchangeBuild } from '../agents/exchange-builds.ts'
import { findBuiltInByFactory } from '../agents/exchange-built-in.ts'
import { findNameClaim, knownPublicKeyTokens, transportAssembly } from '../agents/exchange-names.ts'
import { looksLikeExchange } from '../agents/look-alike.ts'
import { type Defect, salvage } from '../errors.ts'
import { cell, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { type Assembly, assemblyIdentity, moduleVersionId } from '../model/assembly.ts'
import { attributeArguments, attributeType } from '../model/attributes.ts'
import { authentihash, identityHashes, imphash } from '../model/identity-hashes.ts'
import { assemblyReferences, publicKeyToken } from '../model/references.ts'
import { verifyStrongName } from '../model/strong-name.ts'
import { directoryIndex } from '../pe/directories.ts'
import type { Image } from '../pe/image.ts'
import { versionInfo } from '../pe/version-info.ts'
import { type AuthenticodeResult, authenticodeClaims, authenticodeIdentity } from './authenticode-result.ts'
import { buildOf } from './build.ts'
import { findCompiler } from './compiler.ts'
import type { Host } from './hashing.ts'
import type { Agent, Factory, Identity, Integrity } from './profile.ts'

/** SHA-256 of the full public keys that Microsoft signs Exchange and the framework with: a token is only eight bytes of a SHA-1. */
const pinnedMicrosoftKeys = new Set([
  '6fe03f0bbe162b4b24d9f9ba0b07204d8325f15533f9b276b58a4e0db0b24cd1', // 31bf3856ad364e35
  '933598639cbaa1de502f80d2fd1db78f13c8d7bb64a5fdc1bc73ac0b5ce4f5ca', // b03f5f7f11d50a3a
  'f7548c023e431138b11357593f5cceb9dd35eb0b0a2041f0b1560212eeb6f13e', // b77a5c561934e089
])

/**
 * What the file says about itself, and how far anything bears it out. What is not checked says so: an Authenticode signature is
 * checked beforehand or not at all, for that arithmetic is asynchronous. `asOf`: when the analysis is made, in milliseconds; null: not told.
 */
export function makeIdentity(assembly: Assembly, host: Host, authenticode: AuthenticodeResult | undefined, asOf: number | null): Identity {
  const own = assemblyIdentity(assembly)
  const framework = targetFramework(assembly)
  const references = assemblyReferences(assembly)
  const transport = references.find((one) => one.name.toLowerCase() === transportAssembly.toLowerCase())
  return {
    assembly: own === null ? null : { name: own.name, version: own.version, culture: own.culture, mvid: moduleVersionId(assembly) },
    targetFramework: framework,
    exchangeBuild: transport === undefined ? null : exchangeBuild(transport.version),
    compiler: findCompiler(assembly),
    references: references.map((one) => ({
      name: one.name,
      version: one.version,
      publicKeyToken: one.publicKeyToken?.length === 16 ? one.publicKeyToken : null,
    })),
    versionInfo: versionInfo(assembly.image, assembly.defects),
    pdbPath: assembly.debug().pdb?.path ?? null,
    build: buildOf(assembly, framework, transport?.version ?? null, authenticode, asOf),
    hashes: identityHashes(assembly),
    strongName: strongName(assembly, host),
    ...signer(assembly.image, authenticode),
  }
}

/** What a PE file without an assembly says about itself. */
export function imageIdentity(image: Image, defects: Defect[], authenticode: AuthenticodeResult | undefined): Partial<Identity> {
  return {
    versionInfo: versionInfo(image, defects),
    hashes: { imphash: imphash({ image, defects }), typeRefHash: null, authentihash: authentihash(image) },
    ...signer(image, authenticode),
  }
}

function signer(image: Image, authenticode: AuthenticodeResult | undefined): Pick<Identity, 'authenticode' | 'claims'> {
  if (authenticode !== undefined) return { authenticode: authenticodeIdentity(authenticode), claims: authenticodeClaims(authenticode) }
  const certificate = image.directories[directoryIndex.Certificate]
  const integrity: Integrity = certificate !== undefined && certificate.rva !== 0 && certificate.size > 0 ? 'not-checked' : 'absent'
  return { authenticode: { integrity, claimedSigner: null, issuer: null, timestamp: null, chain: 'not-checked' }, claims: [] }
}

function strongName(assembly: Assembly, host: Host): Identity['strongName'] {
  const key = assemblyIdentity(assembly)?.publicKey.bytes ?? new Uint8Array()
  return {
    integrity: verifyStrongName(assembly).integrity,
    publicKeyToken: key.length === 0 ? null : publicKeyToken(key),
    pinnedMicrosoftKey: key.length > 0 && pinnedMicrosoftKeys.has(host.hash('sha256', key)),
  }
}

function targetFramework(assembly: Assembly): string | null {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'CustomAttribute'); row++) {
    if (!isRowOf(tables, 'Assembly', cell(tables, 'CustomAttribute', row, 'Parent'))) continue
    if (attributeType(assembly, row) !== 'System.Runtime.Versioning.TargetFrameworkAttribute') continue
    const value = salvage(assembly.defects, 'TargetFrameworkAttribute', () => attributeArguments(assembly, row).fixed[0], undefined)
    if (typeof value === 'string') return value
  }
  return null
}

/** Names that say "Microsoft Exchange", against the key: weighed only where an agent or factory carries them. */
export function makeClaims(
  assembly: Assembly,
  identity: Identity,
  agents: readonly Agent[],
  factories: readonly Factory[],
  fileName: string | null,
): Identity['claims'] {
  const claims: Identity['claims'] = []
  const { supported, because } = support(assembly, identity)
  const says = (what: string) => claims.push({ what, supported, because })
  if (identity.assembly !== null && findNameClaim(identity.assembly.name) === 'exchange')
    says(`is an assembly of Microsoft Exchange, by its name ${identity.assembly.name}`)
  if (fileName !== null && findNameClaim(fileName) === 'exchange') says(`is an assembly of Microsoft Exchange, by the name of its file ${fileName}`)
  for (const factory of factories) {
    const builtIn = findBuiltInByFactory(factory.type)[0]
    if (builtIn !== undefined) says(`is Exchange's own ${builtIn.identity}, by its factory ${factory.type}`)
    else if (findNameClaim(factory.type) === 'exchange') says(`is a factory of Microsoft Exchange, by its name ${factory.type}`)
  }
  for (const agent of agents) if (findNameClaim(agent.type) === 'exchange') says(`is an agent of Microsoft Exchange, by its name ${agent.type}`)
  claims.push(...lookAlikes(identity, agents, factories, fileName))
  const token = identity.strongName.publicKeyToken
  const owner = token === null ? undefined : knownPublicKeyTokens.get(token)
  if (owner?.microsoft === true) says(`is signed by Microsoft, by its key token ${token} (${owner.owner})`)
  claims.push(...companyClaims(assembly, supported, because))
  return claims
}

/** Names that only look like those of Exchange: nothing can bear them out. */
function lookAlikes(identity: Identity, agents: readonly Agent[], factories: readonly Factory[], fileName: string | null): Identity['claims'] {
  const own = identity.assembly === null ? [] : [identity.assembly.name]
  const names = [...own, ...(fileName === null ? [] : [fileName]), ...factories.map(({ type }) => type), ...agents.map(({ type }) => type)]
  return [...new Set(names)].flatMap((name) => {
    const how = looksLikeExchange(name)
    if (how === null) return []
    const because =
      how === 'script' ? 'the name holds characters that are only drawn like those of Microsoft.Exchange' : 'the name is one letter off Microsoft.Exchange'
    return [{ what: `is part of Microsoft Exchange, by a name that looks so: ${name}`, supported: false, because }]
  })
}

/** Only the arithmetic over the whole file with one of Microsoft's own keys bears such a claim out. */
function support(assembly: Assembly, identity: Identity): { readonly supported: boolean; readonly because: string } {
  const { integrity, pinnedMicrosoftKey } = identity.strongName
  if (integrity === 'absent') return { supported: false, because: 'the assembly has no strong name, and every assembly of Exchange has one' }
  if (!pinnedMicrosoftKey) return { supported: false, because: 'its public key is none of those that are known to be Microsoft’s alone' }
  if (integrity === 'ok') return { supported: true, because: 'its strong name is made with Microsoft’s key and fits every byte it covers' }
  return { supported: false, because: `it carries Microsoft’s public key, but ${verifyStrongName(assembly).because}` }
}

function companyClaims(assembly: Assembly, supported: boolean, because: string): Identity['claims'] {
  const { tables } = assembly.metadata
  const claims: Identity['claims'] = []
  for (let row = 1; row <= rowCount(tables, 'CustomAttribute'); row++) {
    if (cell(tables, 'CustomAttribute', row, 'Parent') !== rowToken('Assembly', 1)) continue
    if (attributeType(assembly, row) !== 'System.Reflection.AssemblyCompanyAttribute') continue
    const value = salvage(assembly.defects, 'AssemblyCompanyAttribute', () => attributeArguments(assembly, row).fixed[0], undefined)
    if (typeof value === 'string' && value.toLowerCase().includes('microsoft'))
      claims.push({ what: `is made by ${value}, by its company name`, supported, because })
  }
  return claims
}
