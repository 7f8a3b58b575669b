import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'

const USERNAME = /^[a-z][a-z0-9._-]*$/i

/** In characters. */
export const SHORTEST_USERNAME = 3
export const LONGEST_USERNAME = 32

/** The text by which names are equal, found and in order: without regard to case or to how characters are encoded. */
export const nameKey = (name: string): string => name.trim().normalize('NFKC').toLowerCase()

/** In UTF-16 units; longer than any user name as somebody may type it, spaces around it included. */
const LONGEST_SIGN_IN_NAME = 256

/** The `nameKey` of whoever signs in; that of nobody for what is no user name anyhow. */
export const signInKey = (name: string): string =>
  name.length <= LONGEST_SIGN_IN_NAME && isWellFormed(name) ? nameKey(name) : ''

/** What user names of deleted accounts are shown with. */
export const TOMBSTONE_PREFIX = 'deleted-'

/** Whether a user name can be had: 3 to 32 of `a-z`, `0-9`, `.`, `_` and `-`, beginning with a letter. */
export const isUsername = (name: string): boolean =>
  name.length >= SHORTEST_USERNAME &&
  name.length <= LONGEST_USERNAME &&
  USERNAME.test(name) &&
  !nameKey(name).startsWith(TOMBSTONE_PREFIX)
