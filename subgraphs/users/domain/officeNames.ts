import { skeleton, skeletonsWithoutSigns } from '@atelier/platform/text/confusables.ts'
import { TOMBSTONE_DISPLAY_NAME } from './tombstone.ts'

const OFFICES = [
  'admin',
  'admins',
  'administrator',
  'administrators',
  'administration',
  'sysadmin',
  'moderator',
  'moderators',
  'moderation',
  'mod',
  'system',
  'support',
  'atelier',
]

/** Words that do not turn an office into another name beside it. */
const BESIDE = ['the', 'official', 'team', 'staff', 'service', 'account', 'user', 'bot', 'help', 'desk', 'helpdesk']

const oneOf = (words: readonly string[]) => words.map(skeleton).join('|')

/** Of skeletons, in which 0 and 1 are letters. */
const OFFICE = new RegExp(`^(?:${oneOf(BESIDE)})*(?:${oneOf(OFFICES)})(?:${oneOf([...OFFICES, ...BESIDE])})*[\\dlo]*$`)
const TOMBSTONE = new RegExp(`^(?:${oneOf([TOMBSTONE_DISPLAY_NAME])}[\\dlo]*|${oneOf(['deleted'])}[\\da-flo]{12})$`)

/** A word, and a separator from the rest. */
const PARTED = /^(.+?)[\p{P}\u2212~]+(?=.)/u

/** Whether a display name could be taken for that of an administrator, of the installation or of its staff. */
export const claimsOffice = (displayName: string): boolean =>
  skeletonsWithoutSigns(displayName).some(is => OFFICE.test(is))

/** Whether a display name could be taken for that of a deleted account. */
export function looksDeleted(displayName: string): boolean {
  const first = PARTED.exec(displayName)?.[1]
  return (
    skeletonsWithoutSigns(displayName).some(is => TOMBSTONE.test(is)) ||
    (first !== undefined && skeleton(first) === skeleton('deleted'))
  )
}
