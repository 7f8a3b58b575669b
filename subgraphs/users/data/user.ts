import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** The longest text by which names are found and compared, in characters. */
export const NAME_KEY_LENGTH = 128

/** A person's account; after its deletion a tombstone, so that what others made with them still names somebody. */
export const User = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.string().length(36).primary(),
    /** As written at registration. */
    username: p.string().length(32),
    /** By which names are equal and in order: see `nameKey`. Of a tombstone it is no possible name. */
    usernameKey: p.string().length(NAME_KEY_LENGTH).unique(),
    /** By which look-alikes of the user name are found: see `skeleton`. Null on a tombstone. */
    usernameSkeleton: p.string().length(NAME_KEY_LENGTH).strictNullable().index(),
    displayName: p.string().length(80).strictNullable(),
    displayNameKey: p.string().length(NAME_KEY_LENGTH).strictNullable().index(),
    email: p.string().length(254).strictNullable(),
    avatarUrl: p.string().length(2048).strictNullable(),
    role: p.string().length(16).$type<'USER' | 'ADMIN'>().index(),
    /** In the PHC string format; read only by those who ask for it. Null on a tombstone. */
    passwordHash: p.string().length(255).strictNullable().lazy().hidden(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    deletedAt: p.datetime(3).strictNullable(),
  },
})

export type User = InferEntity<typeof User>
