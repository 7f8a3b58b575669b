import { TOMBSTONE_PREFIX } from './names.ts'

/** What a deleted account is shown as. */
export const TOMBSTONE_DISPLAY_NAME = 'Deleted user'

/**
 * What is left of an account that was deleted: nothing that tells whose it was.
 * Its key holds a character that no user name may have, so that nobody can take it beforehand or afterwards.
 */
export function tombstone(id: string, now: Date) {
  return {
    username: `${TOMBSTONE_PREFIX}${id.slice(-12)}`,
    usernameKey: `deleted:${id}`,
    usernameSkeleton: null,
    displayName: null,
    displayNameKey: null,
    email: null,
    avatarUrl: null,
    passwordHash: null,
    role: 'USER' as const,
    updatedAt: now,
    deletedAt: now,
  }
}
