import { fail, type Result } from '@atelier/platform/errors/result.ts'
import { skeleton, skeletonsWithoutSigns } from '@atelier/platform/text/confusables.ts'
import type { UsersDeps } from '../deps.ts'
import { nameKey } from '../domain/names.ts'
import { claimsOffice, looksDeleted } from '../domain/officeNames.ts'
import type { Role } from '../domain/roles.ts'

/**
 * Rejects a confusable display name: similar to another's user name, to that of a present or former administrator, to
 * an office that the user does not have, or to a deleted account.
 * @param own the user who wants the name; without an id during registration.
 * @returns the rejection; `undefined` for a valid name.
 */
export async function rejectDisplayName(
  { users, reservedNames }: Pick<UsersDeps, 'users' | 'reservedNames'>,
  displayName: string | null | undefined,
  own: { username: string; role: Role; id?: string },
): Promise<Extract<Result<never>, { ok: false }> | undefined> {
  if (displayName == null) return undefined
  if (looksDeleted(displayName) || (own.role !== 'ADMIN' && claimsOffice(displayName))) return notYours()
  if (nameKey(displayName) === nameKey(own.username)) return undefined
  // A user name similar to another's does not entitle to that one as display name.
  if (await users.isLookAlike(displayName, own.id)) return taken()
  const ownSkeleton = skeleton(own.username)
  for (const each of skeletonsWithoutSigns(displayName)) {
    if (each === ownSkeleton) return undefined
    if ((await reservedNames.find(each)) !== null) return taken()
  }
  return undefined
}

const taken = () =>
  fail(
    'DISPLAY_NAME_TAKEN',
    ['input', 'displayName'],
    'This looks like the user name of another user. Choose another one.',
  )

const notYours = () =>
  fail(
    'DISPLAY_NAME_TAKEN',
    ['input', 'displayName'],
    'This looks like the name of an administrator or of a deleted account. Choose another one.',
  )
