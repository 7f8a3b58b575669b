import type { Connection } from '@atelier/platform/graphql/connection.ts'
import { TOMBSTONE_DISPLAY_NAME } from '../domain/tombstone.ts'
import type { User } from './user.ts'

/** The public fields of a user; never the password hash. */
export interface Profile {
  id: string
  username: string
  displayName: string | null
  email: string | null
  avatarUrl: string | null
  role: 'USER' | 'ADMIN'
  createdAt: Date
  updatedAt: Date
  /** Whether this is the tombstone of a deleted account. */
  deleted: boolean
}

export type ProfileConnection = Connection<Profile>

export const toProfile = (user: User): Profile => ({
  id: user.id,
  username: user.username,
  displayName: user.deletedAt ? TOMBSTONE_DISPLAY_NAME : user.displayName,
  email: user.email,
  avatarUrl: user.avatarUrl,
  role: user.role,
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  deleted: user.deletedAt !== null,
})

/** A profile as cached. */
export type CachedProfile = Omit<Profile, 'createdAt' | 'updatedAt'> & { createdAt: string; updatedAt: string }

export const toCached = (profile: Profile): CachedProfile => ({
  ...profile,
  createdAt: profile.createdAt.toISOString(),
  updatedAt: profile.updatedAt.toISOString(),
})

export const fromCached = (cached: CachedProfile): Profile => ({
  ...cached,
  createdAt: new Date(cached.createdAt),
  updatedAt: new Date(cached.updatedAt),
})

/** A profile in a response. */
export interface ProfileView extends Profile {
  /** Set where the caller has just signed in as this user and the request itself is still anonymous. */
  own?: true
}
