import { z } from 'zod'
import { characters, hasUnprintable, isUsername, LONGEST_USERNAME, SHORTEST_USERNAME } from './names.ts'

const LONGEST_DISPLAY_NAME = 80
const LONGEST_EMAIL = 254
const LONGEST_URL = 2048

const username = z
  .string()
  .trim()
  .refine(isUsername, {
    error: `Choose a user name of ${SHORTEST_USERNAME} to ${LONGEST_USERNAME} letters, digits, ".", "_" or "-" that begins with a letter.`,
    params: { code: 'INVALID_USERNAME' },
  })

const displayName = z
  .string()
  .trim()
  .refine(name => characters(name) >= 1 && characters(name) <= LONGEST_DISPLAY_NAME, {
    error: `Give a name of 1 to ${LONGEST_DISPLAY_NAME} characters, or null for none.`,
  })
  .refine(name => !hasUnprintable(name), { error: 'Give a name of one line, without control characters.' })

const email = z
  .email({ error: 'Give an e-mail address such as ada@example.org.' })
  .max(LONGEST_EMAIL, { error: `Give an e-mail address of at most ${LONGEST_EMAIL} characters.` })

const avatarUrl = z
  .string()
  .max(LONGEST_URL, { error: `Give an address of at most ${LONGEST_URL} characters.` })
  .refine(isHttpsUrl, { error: 'Give an address that begins with https://.' })

/** What an account begins with, besides its password. */
export const registration = z.object({ username, email: email.nullish(), displayName: displayName.nullish() })

/** What may change in a profile: absent stays, null clears. */
export const profileChange = z.object({
  displayName: displayName.nullish(),
  email: email.nullish(),
  avatarUrl: avatarUrl.nullish(),
})
export type ProfileChange = z.infer<typeof profileChange>

function isHttpsUrl(text: string): boolean {
  return /^https:\/\/\S+$/i.test(text) && URL.canParse(text)
}
