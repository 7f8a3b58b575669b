import { transaction } from '@atelier/platform/database/transaction.ts'
import { ok, type Result } from '@atelier/platform/errors/result.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import { type Profile, toProfile } from '../data/profile.ts'
import { displayNameKey } from '../data/userRepository.ts'
import type { UsersDeps } from '../deps.ts'
import { checkProfileChange, differingFields } from '../domain/accountInput.ts'
import type { ProfileChange } from '../domain/profile.ts'
import { accountGone } from '../steps/ownAccount.ts'
import { rejectDisplayName } from '../steps/rejectDisplayName.ts'

/** Updates the caller's profile. */
export async function updateProfile(
  deps: UsersDeps,
  { viewer, trace }: SignedInCaller,
  input: ProfileChange,
): Promise<Result<Profile>> {
  const { users, profiles, events, clock } = deps
  const checked = checkProfileChange(input)
  if (!checked.ok) return checked
  const rejected = await rejectDisplayName(deps, checked.value.displayName, viewer)
  if (rejected) return rejected
  const updated = await transaction(deps.database, async em => {
    const user = await users.find(em, viewer.id)
    if (!user) throw accountGone()
    const changes = differingFields<ProfileChange>(user, checked.value)
    if (Object.keys(changes).length > 0) {
      Object.assign(user, changes, { updatedAt: clock.now() })
      user.displayNameKey = displayNameKey(user.displayName)
      events.add(em, user, { kind: 'updated' }, trace)
    }
    return toProfile(user)
  })
  await profiles.forget(viewer.id)
  return ok(updated)
}
