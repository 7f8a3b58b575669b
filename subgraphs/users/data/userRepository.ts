import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { findPage, mapConnection, type PageArgs } from '@atelier/platform/graphql/connection.ts'
import { skeleton, skeletonsWithoutSigns } from '@atelier/platform/text/confusables.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import { type FilterQuery, LockMode, UniqueConstraintViolationException } from '@mikro-orm/core'
import { nameKey } from '../domain/names.ts'
import { type Profile, type ProfileConnection, toProfile } from './profile.ts'
import { NAME_KEY_LENGTH, User } from './user.ts'

/** Credentials of an account. */
export interface Credentials {
  userId: string
  usernameKey: string
  passwordHash: string
}

/** In UTF-16 units; longer than any name. */
const MAX_SEARCH = 256

/** Sorts after every text in the order of the database; texts with a prefix lie between it and the prefix. */
const HIGHEST = '\u{10FFFF}'

/** Accounts that are not deleted. */
const PRESENT = { deletedAt: null } as const

const LOCKED = { lockMode: LockMode.PESSIMISTIC_WRITE } as const

/** Queries of users. */
export class UserRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Users with these ids in any order, including tombstones. */
  async profiles(ids: readonly string[]): Promise<Profile[]> {
    const users = await this.#database.fork().find(User, { id: { $in: [...ids] } })
    return users.map(toProfile)
  }

  /**
   * A page of users by name.
   * @param search prefix of a user name or a display name.
   * @throws BAD_USER_INPUT for a search that no name can match.
   */
  async page(search: string | null, page: PageArgs): Promise<ProfileConnection> {
    const where: FilterQuery<User> = search === null ? PRESENT : { $and: [PRESENT, namesBeginningWith(search)] }
    const users = await findPage(this.#database.fork(), User, { where, orderBy: { usernameKey: 'asc' }, page })
    return mapConnection(users, toProfile)
  }

  async isTaken(usernameKey: string): Promise<boolean> {
    return (await this.#database.fork().count(User, { usernameKey })) > 0
  }

  async credentials(account: { usernameKey: string } | { id: string }): Promise<Credentials | null> {
    // The raw row: creating an entity takes a time that reveals that the account exists.
    const row = await this.#database
      .fork()
      .createQueryBuilder(User)
      .select(['id', 'usernameKey', 'passwordHash'])
      .where({ ...account, ...PRESENT })
      .execute<Pick<User, 'id' | 'usernameKey' | 'passwordHash'> | undefined>('get')
    if (!row?.passwordHash) return null
    return { userId: row.id, usernameKey: row.usernameKey, passwordHash: row.passwordHash }
  }

  /**
   * Whether another user has a user name confusable with this name. @param own the id of the user who wants the name.
   */
  async isLookAlike(name: string, own?: string): Promise<boolean> {
    const looks = skeletonsWithoutSigns(name).map(shortened)
    const where = { usernameSkeleton: { $in: looks }, ...(own !== undefined && { id: { $ne: own } }) }
    return (await this.#database.fork().count(User, where)) > 0
  }

  /** Whether there ever was an account. */
  async any(): Promise<boolean> {
    return (await this.#database.fork().findOne(User, { id: { $ne: '' } }, { fields: ['id'] })) !== null
  }

  /** The user names of all administrators. */
  async adminNames(): Promise<string[]> {
    const admins = await this.#database.fork().find(User, { role: 'ADMIN', ...PRESENT }, { fields: ['username'] })
    return admins.map(admin => admin.username)
  }

  /** Adds an account to the unit of work. */
  add(em: EntityManager, user: Omit<User, 'usernameSkeleton' | 'displayNameKey' | 'deletedAt'>): User {
    const created = em.create(User, {
      ...user,
      usernameSkeleton: shortened(skeleton(user.username)),
      displayNameKey: displayNameKey(user.displayName),
      deletedAt: null,
    })
    em.persist(created)
    return created
  }

  /** The account, locked for a change; `null` when it does not exist or was deleted. */
  async find(em: EntityManager, id: string): Promise<User | null> {
    return em.findOne(User, { id, ...PRESENT }, LOCKED)
  }

  /** The account, locked, if its password is still the verified one. */
  async findUnchanged(em: EntityManager, { userId, passwordHash }: Credentials): Promise<User | null> {
    return em.findOne(User, { id: userId, passwordHash, ...PRESENT }, LOCKED)
  }

  /** Every administrator, locked so that no other transaction demotes one meanwhile. */
  async adminIds(em: EntityManager): Promise<string[]> {
    const admins = await em.find(User, { role: 'ADMIN', ...PRESENT }, { fields: ['id'], ...LOCKED })
    return admins.map(admin => admin.id)
  }
}

/** Whether a transaction failed because the user name was taken meanwhile. */
export const isNameTaken = (error: unknown): boolean => error instanceof UniqueConstraintViolationException

/** The search key of a display name. */
export const displayNameKey = (displayName: string | null): string | null =>
  displayName === null ? null : shortened(nameKey(displayName))

function namesBeginningWith(search: string): FilterQuery<User> {
  if (!isWellFormed(search) || search.length > MAX_SEARCH) {
    throw badUserInput(`search must be well-formed Unicode text of at most ${MAX_SEARCH} characters.`)
  }
  const prefix = shortened(nameKey(search))
  const range = { $gte: prefix, $lt: prefix + HIGHEST }
  return { $or: [{ usernameKey: range }, { displayNameKey: range }] }
}

/** Compatibility characters can expand to several; keys are truncated to the column. */
const shortened = (key: string) => [...key].slice(0, NAME_KEY_LENGTH).join('')
