import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'

const USERNAME = /^[a-z][a-z0-9._-]*$/i

/** In characters. */
export const MIN_USERNAME = 3
export const MAX_USERNAME = 32

/** The key for equality, search and order of names: folded case, normalized encoding. */
export const nameKey = (name: string): string => name.trim().normalize('NFKC').toLowerCase()

/** In UTF-16 units; longer than any user name with surrounding spaces. */
const MAX_SIGN_IN_NAME = 256

/** The `nameKey` of a sign-in; for an invalid user name a key that no account has. */
export const signInKey = (name: string): string =>
  name.length <= MAX_SIGN_IN_NAME && isWellFormed(name) ? nameKey(name) : ''

/** Prefix of the displayed user names of deleted accounts. */
export const TOMBSTONE_PREFIX = 'deleted-'

/** Whether a user name is valid: 3 to 32 of `a-z`, `0-9`, `.`, `_` and `-`, beginning with a letter. */
export const isUsername = (name: string): boolean =>
  name.length >= MIN_USERNAME &&
  name.length <= MAX_USERNAME &&
  USERNAME.test(name) &&
  !nameKey(name).startsWith(TOMBSTONE_PREFIX)
