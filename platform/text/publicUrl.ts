import ipaddr from 'ipaddr.js'

/** Names that mean this machine, this network or nothing at all (RFC 6761, 6762, 8375 and what ICANN keeps back). */
const PRIVATE_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|lan|home|corp|home\.arpa|invalid|test|onion)$/

/**
 * An https address of the public internet as browsers write it, in ASCII; `undefined` for anything else: another
 * scheme, a user name or password, spaces, an address or a name of a private network.
 *
 * What a public name resolves to is not looked at: whoever fetches from here must look themselves.
 */
export function publicHttpsUrl(text: string): string | undefined {
  if (!/^https:\/\/[^\s\\]+$/i.test(text)) return undefined
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined
  return isPublicHost(url.hostname) ? url.href : undefined
}

/** @param host as `URL` gives it: lower case, IPv4 in four decimal parts, IPv6 in brackets. */
function isPublicHost(host: string): boolean {
  const name = host.replace(/^\[|\]$|\.$/g, '')
  if (ipaddr.isValid(name)) return ipaddr.process(name).range() === 'unicast'
  return name.includes('.') && !PRIVATE_NAMES.test(name)
}
