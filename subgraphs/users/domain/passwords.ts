import { dictionary } from '@zxcvbn-ts/language-common'
import { characters, nameKey } from './names.ts'

/** In characters. */
export const SHORTEST_PASSWORD = 8
export const LONGEST_PASSWORD = 128

/** About 49,000 passwords found most often in leaks, in lower case. */
const common = new Set(dictionary['passwords-common'])

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
