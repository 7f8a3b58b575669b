import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** Maximum length of a name key, in characters. */
export const NAME_KEY_LENGTH = 128

/** An account; after its deletion a tombstone, so that references to it still resolve. */
export const User = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.string().length(36).primary(),
    /** As written at registration. */
    username: p.string().length(32),
    /** Key for equality and order of names: see `nameKey`. A tombstone's is no valid name. */
    usernameKey: p.string().length(NAME_KEY_LENGTH).unique(),
    /** Key for confusable names: see `skeleton`. Null on a tombstone. */
    usernameSkeleton: p.string().length(NAME_KEY_LENGTH).strictNullable().index(),
    displayName: p.string().length(80).strictNullable(),
    displayNameKey: p.string().length(NAME_KEY_LENGTH).strictNullable().index(),
    email: p.string().length(254).strictNullable(),
    avatarUrl: p.string().length(2048).strictNullable(),
    role: p.string().length(16).$type<'USER' | 'ADMIN'>().index(),
    /** In the PHC string format; selected only where needed. Null on a tombstone. */
    passwordHash: p.string().length(255).strictNullable().lazy().hidden(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    deletedAt: p.datetime(3).strictNullable(),
  },
})

export type User = InferEntity<typeof User>
