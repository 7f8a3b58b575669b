import ipaddr from 'ipaddr.js'

/** Names of this machine, private networks or reserved use (RFC 6761, 6762, 8375 and ICANN's reserved names). */
const PRIVATE_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|lan|home|corp|home\.arpa|invalid|test|onion)$/

/**
 * A normalized https URL of the public internet, in ASCII; `undefined` for others: another scheme, credentials, spaces,
 * a private address or name.
 *
 * DNS is not resolved: a fetcher must check the address itself.
 */
export function publicHttpsUrl(text: string): string | undefined {
  if (!/^https:\/\/[^\s\\]+$/i.test(text)) return undefined
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined
  return isPublicHost(url.hostname) ? url.href : undefined
}

/** @param host from `URL`: lower case, IPv4 in four decimal parts, IPv6 in brackets. */
function isPublicHost(host: string): boolean {
  const name = host.replace(/^\[|\]$|\.$/g, '')
  if (ipaddr.isValid(name)) return ipaddr.process(name).range() === 'unicast'
  return name.includes('.') && !PRIVATE_NAMES.test(name)
}
