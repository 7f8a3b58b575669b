import { characters } from '@atelier/platform/text/shownText.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import { dictionary } from '@zxcvbn-ts/language-common'
import { nameKey } from './names.ts'

/** In characters. */
export const SHORTEST_PASSWORD = 8
export const LONGEST_PASSWORD = 128

/** About 49,000 passwords found most often in leaks, in lower case. */
const common = new Set(dictionary['passwords-common'])

/** In UTF-16 units as they come, before they are normalized: more than any password of the longest has. */
const LONGEST_PASSWORD_TEXT = 1_024

/**
 * Why a text can be nobody's password, as a sentence that says what to do; `undefined` for one that can.
 *
 * Half a character and NUL are not told from others by everything on the way to a hash, and texts of any length are
 * not worth the work.
 */
export function passwordTextFault(password: string): string | undefined {
  if (!isWellFormed(password) || password.includes('\0'))
    return 'Give a password of whole Unicode characters without NUL.'
  if (password.length > LONGEST_PASSWORD_TEXT) return `Give a password of at most ${LONGEST_PASSWORD} characters.`
  return undefined
}

/** One text for one password, however a keyboard encodes its characters. */
export const normalizePassword = (password: string): string => password.normalize('NFKC')

/**
 * What makes a password too weak to be taken, as a sentence that says what to do; `undefined` for one that will do.
 * @param username whose password it is to be.
 */
export function passwordWeakness(password: string, username: string): string | undefined {
  const normalized = normalizePassword(password)
  const length = characters(normalized)
  if (length < SHORTEST_PASSWORD) return `Choose a password of at least ${SHORTEST_PASSWORD} characters.`
  if (length > LONGEST_PASSWORD) return `Choose a password of at most ${LONGEST_PASSWORD} characters.`
  const lower = normalized.toLowerCase()
  if (lower.trim() === nameKey(username)) return 'Choose a password that is not the user name.'
  if (common.has(lower) || isOneCharacter(lower)) return 'Choose a password that fewer people use.'
  return undefined
}

const isOneCharacter = (text: string) => new Set(text).size === 1
