import { mixesScripts } from '@atelier/platform/text/confusables.ts'
import { publicHttpsUrl } from '@atelier/platform/text/publicUrl.ts'
import { shownLine } from '@atelier/platform/text/shownText.ts'
import { z } from 'zod'
import { isUsername, MAX_USERNAME, MIN_USERNAME } from './names.ts'

const MAX_DISPLAY_NAME = 80
const MAX_EMAIL = 254
const MAX_URL = 2048

const username = z
  .string()
  .trim()
  .refine(isUsername, {
    error: `Choose a user name of ${MIN_USERNAME} to ${MAX_USERNAME} letters, digits, ".", "_" or "-" that begins with a letter.`,
    params: { code: 'INVALID_USERNAME' },
  })

const displayName = shownLine({
  max: MAX_DISPLAY_NAME,
  error: `Give a name of 1 to ${MAX_DISPLAY_NAME} characters, or null for none.`,
}).refine(name => !mixesScripts(name), { error: 'Give a name whose words are each written in one alphabet.' })

/** RFC 5321, 4.5.3.1: the part before the `@`. */
const MAX_LOCAL_PART = 64

/** ASCII only: an internationalized domain is accepted in its `xn--` form, which is not confusable. */
const email = z
  .string()
  .max(MAX_EMAIL, { error: `Give an e-mail address of at most ${MAX_EMAIL} characters.`, abort: true })
  .refine(address => address.indexOf('@') <= MAX_LOCAL_PART && z.email().safeParse(address).success, {
    error: 'Give an e-mail address such as ada@example.org.',
  })

const avatarUrl = z
  .string()
  .max(MAX_URL, { error: `Give an address of at most ${MAX_URL} characters.`, abort: true })
  .transform((text, context) => {
    const url = publicHttpsUrl(text)
    if (url !== undefined && url.length <= MAX_URL) return url
    context.addIssue('Give an address of the public internet that begins with https://, without user name or password.')
    return z.NEVER
  })

/** The input of an account, besides its password. */
export const registration = z.object({ username, email: email.nullish(), displayName: displayName.nullish() })

/** Changes of a profile: absent stays, null clears. */
export const profileChange = z.object({
  displayName: displayName.nullish(),
  email: email.nullish(),
  avatarUrl: avatarUrl.nullish(),
})
export type ProfileChange = z.infer<typeof profileChange>
