/** The assembly that declares every agent base; its reference version tells which Exchange build the author had. */
export const transportAssembly = 'Microsoft.Exchange.Data.Transport'

/**
 * Name beginnings that say "part of Exchange", the longest first. Microsoft's own programming samples use
 * `Microsoft.Exchange.Samples.`, and so do agents grown out of them: a weaker claim.
 */
export const microsoftNames = [
  { prefix: 'Microsoft.Exchange.Samples.', claim: 'sample' },
  { prefix: 'Microsoft.Exchange.', claim: 'exchange' },
] as const
export type NameClaim = (typeof microsoftNames)[number]['claim']

/** What a type, namespace or assembly name claims to be; letter case does not matter. Null: nothing. */
export function findNameClaim(name: string): NameClaim | null {
  const dotted = `${name.toLowerCase()}.`
  return microsoftNames.find(({ prefix }) => dotted.startsWith(prefix.toLowerCase()))?.claim ?? null
}

/** Public key tokens that are commonly met, and whose they are. A token alone is a claim: only the signature proves it. */
export const knownPublicKeyTokens: ReadonlyMap<string, { readonly owner: string; readonly microsoft: boolean }> = new Map([
  ['31bf3856ad364e35', { owner: 'Microsoft products, Exchange among them', microsoft: true }],
  ['b77a5c561934e089', { owner: 'the .NET Framework (ECMA key)', microsoft: true }],
  ['b03f5f7f11d50a3a', { owner: 'the .NET Framework (Microsoft key)', microsoft: true }],
  ['cc7b13ffcd2ddd51', { owner: '.NET Standard and .NET', microsoft: true }],
  ['adb9793829ddae60', { owner: 'ASP.NET Core and .NET extensions', microsoft: true }],
  ['89845dcd8080cc91', { owner: 'Microsoft SQL Server', microsoft: true }],
  ['30ad4fe6b2a6aeed', { owner: 'Newtonsoft.Json', microsoft: false }],
  ['0738eb9f132ed756', { owner: 'Mono', microsoft: false }],
])

/** The token of the key that signs Exchange. */
export const exchangePublicKeyToken = '31bf3856ad364e35'

/** Assemblies with agents that Microsoft ships, without the ending. */
export const microsoftAgentAssemblies = [
  'Microsoft.Exchange.Transport.Agent.Hygiene',
  'Microsoft.Exchange.Transport.Agent.Malware',
  'Microsoft.Exchange.Transport.Agent.AddressBookPolicyRoutingAgent',
  'Microsoft.Exchange.Transport.Agent.InterceptorAgent',
  'Microsoft.Exchange.MessagingPolicies.EdgeAgents',
  'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent',
  'Microsoft.Exchange.MessagingPolicies.JournalAgent',
  'Microsoft.Exchange.MessagingPolicies.UnJournalAgent',
  'Microsoft.Exchange.MessagingPolicies.RmSvcAgent',
  'Microsoft.Exchange.StoreDriver',
] as const

/** Assembly names that sound like Microsoft's and that no Exchange version ships; both are public from attack emulations. */
export const masqueradeAssemblies = [
  // The namespace is real, but its types live in the Hygiene assembly.
  'Microsoft.Exchange.Transport.Agent.ConnectionFiltering',
  'Microsoft.Exchange.Security.Interop',
] as const
