import { characters } from '@atelier/platform/text/shownText.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import { dictionary } from '@zxcvbn-ts/language-common'
import { nameKey } from './names.ts'

/** In characters. */
export const MIN_PASSWORD = 8
export const MAX_PASSWORD = 128

/** About 49,000 passwords found most often in leaks, in lower case. */
const common = new Set(dictionary['passwords-common'])

/** In UTF-16 units before normalization: more than the longest valid password has. */
const MAX_PASSWORD_TEXT = 1_024

/**
 * The fault of a text that can be no password, as advice; `undefined` for a possible one.
 *
 * Lone surrogates and NUL are not preserved on the way to a hash, and overlong texts are not worth hashing.
 */
export function passwordTextFault(password: string): string | undefined {
  if (!isWellFormed(password) || password.includes('\0')) return 'Give a password in well-formed Unicode without NUL.'
  if (password.length > MAX_PASSWORD_TEXT) return `Give a password of at most ${MAX_PASSWORD} characters.`
  return undefined
}

/** One text for one password, however a keyboard encodes its characters. */
export const normalizePassword = (password: string): string => password.normalize('NFKC')

/**
 * The weakness of a new password, as advice; `undefined` for a strong one.
 * @param username of the account.
 */
export function passwordWeakness(password: string, username: string): string | undefined {
  const normalized = normalizePassword(password)
  const length = characters(normalized)
  if (length < MIN_PASSWORD) return `Choose a password of at least ${MIN_PASSWORD} characters.`
  if (length > MAX_PASSWORD) return `Choose a password of at most ${MAX_PASSWORD} characters.`
  const lower = normalized.toLowerCase()
  if (lower.trim() === nameKey(username)) return 'Choose a password that is not the user name.'
  if (common.has(lower) || isOneCharacter(lower)) return 'Choose a password that fewer people use.'
  return undefined
}

const isOneCharacter = (text: string) => new Set(text).size === 1
