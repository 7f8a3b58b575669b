/**
 * Whether pages of an origin may call the gateway.
 * @param allowed exact origins; `*` for every one; `http://localhost:*` for any port, or none, of a host.
 */
export function isOriginAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.some(pattern => {
    if (pattern === '*' || pattern === origin) return true
    if (!pattern.endsWith(':*')) return false
    const host = pattern.slice(0, -2)
    return origin === host || (origin.startsWith(`${host}:`) && /^\d+$/.test(origin.slice(host.length + 1)))
  })
}
