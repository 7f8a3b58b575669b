/** Maximum characters to forward: W3C Trace Context requires no more. */
const MAX_LENGTH = 512

/** Maximum members. */
const MAX_MEMBERS = 32

const VENDOR = /^(?:[a-z][a-z\d_*/-]{0,255}|[a-z\d][a-z\d_*/-]{0,240}@[a-z][a-z\d_*/-]{0,13})$/
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/**
 * A valid `tracestate` to forward.
 * @param header a `tracestate`, of W3C Trace Context.
 * @returns `undefined` for one that is empty, malformed or longer than must be forwarded, which the standard allows to
 * drop.
 */
export function forwardableTracestate(header: string | undefined): string | undefined {
  if (header === undefined || header.length > MAX_LENGTH) return undefined
  const members = header.split(',').map(member => member.replace(/^[ \t]+|[ \t]+$/g, ''))
  const given = members.filter(member => member !== '')
  return given.length > 0 && given.length <= MAX_MEMBERS && given.every(isMember) ? given.join(',') : undefined
}

function isMember(member: string): boolean {
  const [vendor = '', value = '', ...more] = member.split('=')
  return more.length === 0 && VENDOR.test(vendor) && VALUE.test(value)
}
