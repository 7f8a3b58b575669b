import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { findPage, mapConnection, type PageArgs } from '@atelier/platform/graphql/connection.ts'
import { skeleton, skeletonsWithoutSigns } from '@atelier/platform/text/confusables.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import { type FilterQuery, LockMode, UniqueConstraintViolationException } from '@mikro-orm/core'
import { nameKey } from '../domain/names.ts'
import { type Profile, type ProfileConnection, toProfile } from './profile.ts'
import { NAME_KEY_LENGTH, User } from './user.ts'

/** By what an account lets somebody in. */
export interface Credentials {
  userId: string
  usernameKey: string
  passwordHash: string
}

/** Every query for users. */
export interface UserRepository {
  /** Users with these ids in any order, tombstones among them. */
  profiles(ids: readonly string[]): Promise<Profile[]>
  /**
   * A page of the users by name.
   * @param search the beginning of a user name or a display name.
   * @throws BAD_USER_INPUT for a search that is no text that a name may have.
   */
  page(search: string | null, page: PageArgs): Promise<ProfileConnection>
  isTaken(usernameKey: string): Promise<boolean>
  credentials(who: { usernameKey: string } | { id: string }): Promise<Credentials | null>
  /** Whether somebody else has a user name that can be taken for this name. @param own the id of who wants to be shown by it. */
  isLookAlike(name: string, own?: string): Promise<boolean>
  /** Whether there ever was an account. */
  any(): Promise<boolean>
  /** The user names of all administrators. */
  adminNames(): Promise<string[]>

  /** Adds an account to the unit of work. */
  add(em: EntityManager, user: Omit<User, 'usernameSkeleton' | 'displayNameKey' | 'deletedAt'>): User
  /** The account, locked, for changing it; `null` when there is none or it was deleted. */
  find(em: EntityManager, id: string): Promise<User | null>
  /** The account, locked, if its password is still the one that was checked. */
  findUnchanged(em: EntityManager, credentials: Credentials): Promise<User | null>
  /** Every administrator, locked so that no other transaction demotes one meanwhile. */
  adminIds(em: EntityManager): Promise<string[]>
}

/** In UTF-16 units; longer than any name. */
const LONGEST_SEARCH = 256

/** The end of every text in the order of the database; what begins with a prefix lies between the two. */
const HIGHEST = '\u{10FFFF}'

export function createUserRepository(database: Database): UserRepository {
  const present = { deletedAt: null } as const
  const lockMode = LockMode.PESSIMISTIC_WRITE
  return {
    async profiles(ids) {
      const users = await database.fork().find(User, { id: { $in: [...ids] } })
      return users.map(toProfile)
    },

    async page(search, page) {
      const where: FilterQuery<User> = search === null ? present : { $and: [present, namesBeginningWith(search)] }
      const users = await findPage(database.fork(), User, { where, orderBy: { usernameKey: 'asc' }, page })
      return mapConnection(users, toProfile)
    },

    isTaken: async usernameKey => (await database.fork().count(User, { usernameKey })) > 0,

    async credentials(who) {
      // The row as it is: making an entity of it would take a time that tells that there is such an account.
      const row = await database
        .fork()
        .createQueryBuilder(User)
        .select(['id', 'usernameKey', 'passwordHash'])
        .where({ ...who, ...present })
        .execute<Pick<User, 'id' | 'usernameKey' | 'passwordHash'> | undefined>('get')
      if (!row?.passwordHash) return null
      return { userId: row.id, usernameKey: row.usernameKey, passwordHash: row.passwordHash }
    },

    async isLookAlike(name, own) {
      const looks = skeletonsWithoutSigns(name).map(shortened)
      const where = { usernameSkeleton: { $in: looks }, ...(own !== undefined && { id: { $ne: own } }) }
      return (await database.fork().count(User, where)) > 0
    },

    any: async () => (await database.fork().findOne(User, { id: { $ne: '' } }, { fields: ['id'] })) !== null,

    async adminNames() {
      const admins = await database.fork().find(User, { role: 'ADMIN', ...present }, { fields: ['username'] })
      return admins.map(admin => admin.username)
    },

    add(em, user) {
      const created = em.create(User, {
        ...user,
        usernameSkeleton: shortened(skeleton(user.username)),
        displayNameKey: displayNameKey(user.displayName),
        deletedAt: null,
      })
      em.persist(created)
      return created
    },

    find: (em, id) => em.findOne(User, { id, ...present }, { lockMode }),

    findUnchanged: (em, { userId, passwordHash }) =>
      em.findOne(User, { id: userId, passwordHash, ...present }, { lockMode }),

    async adminIds(em) {
      const admins = await em.find(User, { role: 'ADMIN', ...present }, { fields: ['id'], lockMode })
      return admins.map(admin => admin.id)
    },
  }
}

/** Whether a transaction failed because somebody else took the user name in the meantime. */
export const isNameTaken = (error: unknown): boolean => error instanceof UniqueConstraintViolationException

/** The text by which a display name is found. */
export const displayNameKey = (displayName: string | null): string | null =>
  displayName === null ? null : shortened(nameKey(displayName))

function namesBeginningWith(search: string): FilterQuery<User> {
  if (!isWellFormed(search) || search.length > LONGEST_SEARCH) {
    throw badUserInput(`search must be text of whole Unicode characters, at most ${LONGEST_SEARCH} long.`)
  }
  const prefix = shortened(nameKey(search))
  const range = { $gte: prefix, $lt: prefix + HIGHEST }
  return { $or: [{ usernameKey: range }, { displayNameKey: range }] }
}

/** Compatibility characters can become several; keys keep what the column holds of them. */
const shortened = (key: string) => [...key].slice(0, NAME_KEY_LENGTH).join('')
