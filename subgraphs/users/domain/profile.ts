import { mixesScripts } from '@atelier/platform/text/confusables.ts'
import { publicHttpsUrl } from '@atelier/platform/text/publicUrl.ts'
import { shownLine } from '@atelier/platform/text/shownText.ts'
import { z } from 'zod'
import { isUsername, LONGEST_USERNAME, SHORTEST_USERNAME } from './names.ts'

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

const displayName = shownLine({
  max: LONGEST_DISPLAY_NAME,
  error: `Give a name of 1 to ${LONGEST_DISPLAY_NAME} characters, or null for none.`,
}).refine(name => !mixesScripts(name), { error: 'Give a name whose words are each written in one alphabet.' })

/** RFC 5321, 4.5.3.1: the part before the `@`. */
const LONGEST_LOCAL_PART = 64

/** In ASCII alone: a domain of other letters is taken as its `xn--` form, which looks like no other. */
const email = z
  .string()
  .max(LONGEST_EMAIL, { error: `Give an e-mail address of at most ${LONGEST_EMAIL} characters.`, abort: true })
  .refine(address => address.indexOf('@') <= LONGEST_LOCAL_PART && z.email().safeParse(address).success, {
    error: 'Give an e-mail address such as ada@example.org.',
  })

const avatarUrl = z
  .string()
  .max(LONGEST_URL, { error: `Give an address of at most ${LONGEST_URL} characters.`, abort: true })
  .transform((text, context) => {
    const url = publicHttpsUrl(text)
    if (url !== undefined && url.length <= LONGEST_URL) return url
    context.addIssue('Give an address of the public internet that begins with https://, without user name or password.')
    return z.NEVER
  })

/** What an account begins with, besides its password. */
export const registration = z.object({ username, email: email.nullish(), displayName: displayName.nullish() })

/** What may change in a profile: absent stays, null clears. */
export const profileChange = z.object({
  displayName: displayName.nullish(),
  email: email.nullish(),
  avatarUrl: avatarUrl.nullish(),
})
export type ProfileChange = z.infer<typeof profileChange>
