/** Characters at most of what is passed on: W3C Trace Context asks for no more. */
const LONGEST = 512

/** Vendors at most. */
const MOST = 32

const VENDOR = /^(?:[a-z][a-z\d_*/-]{0,255}|[a-z\d][a-z\d_*/-]{0,240}@[a-z][a-z\d_*/-]{0,13})$/
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/**
 * What tracing vendors tell one another beside the trace, as it may be sent on.
 * @param header a `tracestate`, of W3C Trace Context.
 * @returns `undefined` for one that is empty, malformed or longer than has to be passed on, which the standard lets drop.
 */
export function forwardableTracestate(header: string | undefined): string | undefined {
  if (header === undefined || header.length > LONGEST) return undefined
  const members = header.split(',').map(member => member.replace(/^[ \t]+|[ \t]+$/g, ''))
  const given = members.filter(member => member !== '')
  return given.length > 0 && given.length <= MOST && given.every(isMember) ? given.join(',') : undefined
}

function isMember(member: string): boolean {
  const [vendor = '', value = '', ...more] = member.split('=')
  return more.length === 0 && VENDOR.test(vendor) && VALUE.test(value)
}
