/**
 * Whether CORS allows an origin.
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

/** The reason that a pattern can match no origin; `undefined` for a valid one. */
export function allowedOriginProblem(pattern: string): string | undefined {
  if (pattern === '*') return undefined
  const end = pattern.endsWith(ANY_PORT) ? ANY_PORT : ''
  const origin = originOf(pattern.slice(0, pattern.length - end.length))
  if (origin === undefined || (end && /:\d+$/.test(origin))) {
    return `"${pattern}" is no origin, as https://app.example is, with :* at its end for any port`
  }
  return `${origin}${end}` === pattern ? undefined : `"${pattern}" is no origin: write ${origin}${end}`
}

/** The origin of a URL as browsers write it; schemes other than those of the web are not normalised. */
function originOf(address: string): string | undefined {
  if (address.includes('*') || !URL.canParse(address)) return undefined
  const { origin, protocol, host } = new URL(address)
  if (origin !== 'null') return origin
  return host === '' ? undefined : `${protocol}//${host}`
}
