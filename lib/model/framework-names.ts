/**
 * Which assemblies are the platform: their members are known by name, so they are neither followed nor asked for. A name
 * alone is not enough, or a helper could hide as `System.Helper`: the reference must carry one of the platform's key tokens,
 * and the CLR refuses another file under such a reference.
 */
const frameworkPrefixes = [
  'system.',
  'microsoft.visualbasic',
  'microsoft.csharp',
  'microsoft.win32.',
  'microsoft.build',
  'presentation',
  'windows',
  'uiautomation',
] as const
const frameworkNames = new Set(['mscorlib', 'netstandard', 'system', 'windowsbase', 'accessibility', 'microsoft.jscript'])
const frameworkTokens = new Set(['b77a5c561934e089', 'b03f5f7f11d50a3a', '31bf3856ad364e35', 'cc7b13ffcd2ddd51', '7cec85d7bea7798e', 'adb9793829ddae60'])

/** The two assemblies of Exchange's public agent interface. Samples and tests build against unsigned ones, so no token is asked for. */
const exchangeInterface = new Set(['microsoft.exchange.data.transport', 'microsoft.exchange.data.common'])

/** `publicKeyToken` is lower-case hex or null. */
export function isPlatformAssembly(name: string, publicKeyToken: string | null): boolean {
  const lower = name.toLowerCase()
  if (exchangeInterface.has(lower)) return true
  if (publicKeyToken === null || !frameworkTokens.has(publicKeyToken)) return false
  return frameworkNames.has(lower) || frameworkPrefixes.some((prefix) => lower.startsWith(prefix))
}
