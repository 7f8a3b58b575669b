import { fail, type Result } from '@atelier/platform/errors/result.ts'
import { skeleton } from '@atelier/platform/text/confusables.ts'
import { nameKey } from '../domain/names.ts'
import type { Foundation } from './foundation.ts'

/**
 * Refuses a display name by which somebody could be taken for somebody else: one that looks like another's user name,
 * or like one that is or was an administrator's.
 * @param own who wants to be shown by it; without an id while they register.
 * @returns the refusal; `undefined` for a name that will do.
 */
export async function refuseShownName(
  { users, reservedNames }: Pick<Foundation, 'users' | 'reservedNames'>,
  displayName: string | null | undefined,
  own: { username: string; id?: string },
): Promise<Extract<Result<never>, { ok: false }> | undefined> {
  if (displayName == null || nameKey(displayName) === nameKey(own.username)) return undefined
  // A user name that looks like another's is no right to be shown by that one.
  if (await users.isLookAlike(displayName, own.id)) return taken()
  if (skeleton(displayName) === skeleton(own.username)) return undefined
  return (await reservedNames.find(displayName)) === null ? undefined : taken()
}

const taken = () =>
  fail(
    'DISPLAY_NAME_TAKEN',
    ['input', 'displayName'],
    'This looks like the user name of somebody else. Choose another one.',
  )
