/** Maximum bytes of a colour profile; those of printers have about 2 MB. */
export const MAX_PROFILE_BYTES = 4 * 1024 * 1024

const HEADER_BYTES = 128
const MAX_TAGS = 100

/** Whether a picture needs its colour profile (ICC): it is valid, and not sRGB, the default of pictures without one. */
export function isNeededProfile(profile: Buffer): boolean {
  if (profile.length < HEADER_BYTES + 4 || profile.length > MAX_PROFILE_BYTES) return false
  if (profile.toString('latin1', 36, 40) !== 'acsp') return false
  if (profile.toString('latin1', 16, 20) !== 'RGB ') return true
  return !descriptionOf(profile).includes('sRGB')
}

/** The profile's description; its letters may be UTF-16, of which only ASCII matters here. */
function descriptionOf(profile: Buffer): string {
  const tags = Math.min(profile.readUInt32BE(HEADER_BYTES), MAX_TAGS)
  for (let i = 0; i < tags; i++) {
    const at = HEADER_BYTES + 4 + i * 12
    if (at + 12 > profile.length) return ''
    if (profile.toString('latin1', at, at + 4) !== 'desc') continue
    const start = profile.readUInt32BE(at + 4)
    return profile.toString('latin1', start, start + Math.min(profile.readUInt32BE(at + 8), 1_024)).replaceAll('\0', '')
  }
  return ''
}
