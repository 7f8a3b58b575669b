import { TOMBSTONE_PREFIX } from './names.ts'

/** The displayed name of a deleted account. */
export const TOMBSTONE_DISPLAY_NAME = 'Deleted user'

/**
 * The fields of a deleted account: no personal data.
 * Its key has a character that no user name may have, so that it can never be registered.
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
