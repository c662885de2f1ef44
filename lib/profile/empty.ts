import { measuredRuntime } from '../model/loads.ts'
import type { Host } from './hashing.ts'
import type { InspectOptions } from './options.ts'
import { type Profile, schemaVersion } from './profile.ts'

/** A profile of bytes that nothing was read from yet: every field there, every answer "not looked at". */
export function emptyProfile(
  bytes: Uint8Array,
  options: Pick<InspectOptions, 'name' | 'with' | 'context' | 'changes' | 'baseline'>,
  host: Host,
  tool: { readonly version: string; readonly rulesVersion: string },
): Profile {
  const sha256 = host.hash('sha256', bytes)
  const others = (options.with ?? []).map((one) => ({ role: 'with' as const, name: one.name, sha256: host.hash('sha256', one.bytes) }))
  const given = [
    ...(options.context?.files ?? []).map((file) => ({ role: 'context' as const, ...file })),
    ...(options.changes === undefined ? [] : [{ role: 'changes' as const, ...options.changes.file }]),
    ...(options.baseline?.files ?? []).map((file) => ({ role: 'baseline' as const, ...file })),
  ]
  return {
    schemaVersion,
    tool: { name: 'txray', ...tool },
    inputs: [{ role: 'subject', name: options.name ?? '', sha256 }, ...others, ...given],
    file: { name: options.name ?? null, size: bytes.length, md5: host.hash('md5', bytes), sha1: host.hash('sha1', bytes), sha256 },
    format: 'other',
    verdict: { decision: 'not-judged', to: '', score: 0, confidence: 'low', reasons: [], unknowns: [] },
    identity: {
      assembly: null,
      targetFramework: null,
      exchangeBuild: null,
      compiler: null,
      references: [],
      versionInfo: null,
      pdbPath: null,
      build: null,
      hashes: { imphash: null, typeRefHash: null, authentihash: null },
      strongName: { integrity: 'not-checked', publicKeyToken: null, pinnedMicrosoftKey: false },
      authenticode: { integrity: 'not-checked', claimedSigner: null, issuer: null, timestamp: null, chain: 'not-checked' },
      claims: [],
    },
    loads: { runtime: measuredRuntime, answer: 'unknown', broken: [] },
    agents: [],
    factories: [],
    unresolvedBases: [],
    findings: [],
    indicators: [],
    registration: [],
    timeline: [],
    exposure: null,
    playbook: [],
    actions: [],
    attack: [],
    children: [],
    completeness: { status: 'complete', methods: { total: 0, analysed: 0, reachable: 0 }, limits: [] },
    defects: [],
  }
}
