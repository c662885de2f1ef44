/**
 * Where a target lies. `here`: on this machine, named so. `away`: a host fixed in the code that is not this machine, a mailbox, a
 * share. `fixed`: a path fixed in the code. `open`: not known, or made up of parts that the code does not hold (a setting, say).
 */
export type Whereabouts = 'here' | 'away' | 'fixed' | 'open'

/** A part of an address or a host that is not known, as templates write it; neither holds such characters. */
const hole = /[{}<>*…]/

/** Is a part of this address or host not known? */
export function hasHole(text: string): boolean {
  return hole.test(text)
}

const loopback = /^(?:localhost(?:\.localdomain)?|127(?:\.\d{1,3}){0,3}|\[?::1\]?|0\.0\.0\.0|\.|\(local\)|\?)$/i

/** Where data goes that is sent to this target: a URL, `host:port`, a mail address. */
export function hostPlace(target: string | null): Whereabouts {
  const host = target === null ? '' : hostIn(target)
  if (host === '' || hasHole(host)) return 'open'
  return loopback.test(host) ? 'here' : 'away'
}

/** Where a file of this name lies. */
export function filePlace(target: string | null): Whereabouts {
  if (target === null) return 'open'
  const path = target.replaceAll('/', '\\')
  const local = /^\\\\[.?]\\(?!unc\\)/i.test(path)
  if (path.startsWith('\\\\') && !local) return hostPlace(path.replace(/^\\\\(?:[.?]\\unc\\)?/i, '').split('\\')[0] ?? '')
  const rooted = local ? path.slice(4) : path
  return /^[a-z]:\\[^\\{}<>*…]/i.test(rooted) || /^%[a-z()]{1,40}%\\/i.test(rooted) ? 'fixed' : 'open'
}

/** The host of a URL, of `host:port`, of a mail address. */
export function hostIn(target: string): string {
  const scheme = target.indexOf('://')
  const authority = (scheme < 0 ? target : target.slice(scheme + 3)).split(/[/?#\\]/, 1)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1).trim()
  if (host.startsWith('[')) return host.slice(0, host.indexOf(']') + 1)
  return host.indexOf(':') === host.lastIndexOf(':') ? (host.split(':', 1)[0] ?? '') : host
}

const interpreters = new Set(
  'cmd powershell pwsh powershell_ise wscript cscript mshta rundll32 regsvr32 msbuild installutil wmic bash sh csc python perl %comspec%'.split(' '),
)

/** Is this program, named with or without folder and arguments, one that runs what it is given? */
export function runsWhatItIsGiven(program: string | null): boolean {
  if (program === null) return false
  const named = program.trim().startsWith('"') ? (program.trim().slice(1).split('"', 1)[0] ?? '') : program.trim()
  const file = (path: string) => path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1).toLowerCase()
  // a folder's name may hold spaces, and arguments may follow the program
  return [named, named.split(/\s/, 1)[0] ?? ''].some((path) => interpreters.has(file(path).replace(/\.(?:exe|com)$/, '')))
}
