/**
 * Whether pages of an origin may call the gateway.
 * @param allowed exact origins; `*` for every one; `http://localhost:*` for any port, or none, of a host.
 */
export function isOriginAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.some(pattern => {
    if (pattern === '*' || pattern === origin) return true
    if (!pattern.endsWith(ANY_PORT)) return false
    const host = pattern.slice(0, -ANY_PORT.length)
    return origin === host || (origin.startsWith(`${host}:`) && /^\d+$/.test(origin.slice(host.length + 1)))
  })
}

const ANY_PORT = ':*'

/** Why what is to be allowed can match nothing that browsers send as an origin; `undefined` when it can. */
export function allowedOriginFault(pattern: string): string | undefined {
  if (pattern === '*') return undefined
  const end = pattern.endsWith(ANY_PORT) ? ANY_PORT : ''
  const origin = originOf(pattern.slice(0, pattern.length - end.length))
  if (origin === undefined || (end && /:\d+$/.test(origin))) {
    return `"${pattern}" is no origin, as https://app.example is, with :* at its end for any port`
  }
  return `${origin}${end}` === pattern ? undefined : `"${pattern}" is no origin: write ${origin}${end}`
}

/** The origin of an address as browsers write it; other schemes than those of the web have no ports nor names to tidy. */
function originOf(address: string): string | undefined {
  if (address.includes('*') || !URL.canParse(address)) return undefined
  const { origin, protocol, host } = new URL(address)
  if (origin !== 'null') return origin
  return host === '' ? undefined : `${protocol}//${host}`
}
