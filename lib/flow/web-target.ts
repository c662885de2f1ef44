/** Clients whose requests may name an address without its beginning, which a property of the client holds. */
const clients = /^System\.Net\.(?:WebClient|Http\.HttpClient|Http\.HttpMessageInvoker)::(?!\.ctor|set_|get_)/

/** Does a request by this member go to an address that only its client completes? */
export function isRelativeRequest(member: string, address: string): boolean {
  return clients.test(member) && !/^[a-z][a-z0-9+.-]*:/i.test(address) && !address.startsWith('//') && !address.startsWith('{')
}

/** An address without its beginning behind that of its client, by RFC 3986 5.2 without dot segments; `{?}` stands for one that is not known. */
export function completeAddress(base: string | null, relative: string): string {
  if (base === null) return `{?}/${relative.replace(/^\//, '')}`
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(base)?.[0] ?? base
  if (relative.startsWith('/')) return `${authority}${relative}`
  const path = base.slice(authority.length).split(/[?#]/, 1)[0] ?? ''
  return `${authority}${path.slice(0, path.lastIndexOf('/') + 1) || '/'}${relative}`
}
