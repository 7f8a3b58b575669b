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

/** In UTF-16 units; longer than any name. */
const LONGEST_SEARCH = 256

/** The end of every text in the order of the database; what begins with a prefix lies between the two. */
const HIGHEST = '\u{10FFFF}'

/** Of accounts that were not deleted. */
const PRESENT = { deletedAt: null } as const

const LOCKED = { lockMode: LockMode.PESSIMISTIC_WRITE } as const

/** Every query for users. */
export class UserRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Users with these ids in any order, tombstones among them. */
  async profiles(ids: readonly string[]): Promise<Profile[]> {
    const users = await this.#database.fork().find(User, { id: { $in: [...ids] } })
    return users.map(toProfile)
  }

  /**
   * A page of the users by name.
   * @param search the beginning of a user name or a display name.
   * @throws BAD_USER_INPUT for a search that is no text that a name may have.
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
    // The row as it is: making an entity of it would take a time that tells that there is such an account.
    const row = await this.#database
      .fork()
      .createQueryBuilder(User)
      .select(['id', 'usernameKey', 'passwordHash'])
      .where({ ...account, ...PRESENT })
      .execute<Pick<User, 'id' | 'usernameKey' | 'passwordHash'> | undefined>('get')
    if (!row?.passwordHash) return null
    return { userId: row.id, usernameKey: row.usernameKey, passwordHash: row.passwordHash }
  }

  /** Whether somebody else has a user name that can be taken for this name. @param own the id of who wants to be shown by it. */
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

  /** The account, locked, for changing it; `null` when there is none or it was deleted. */
  async find(em: EntityManager, id: string): Promise<User | null> {
    return em.findOne(User, { id, ...PRESENT }, LOCKED)
  }

  /** The account, locked, if its password is still the one that was checked. */
  async findUnchanged(em: EntityManager, { userId, passwordHash }: Credentials): Promise<User | null> {
    return em.findOne(User, { id: userId, passwordHash, ...PRESENT }, LOCKED)
  }

  /** Every administrator, locked so that no other transaction demotes one meanwhile. */
  async adminIds(em: EntityManager): Promise<string[]> {
    const admins = await em.find(User, { role: 'ADMIN', ...PRESENT }, { fields: ['id'], ...LOCKED })
    return admins.map(admin => admin.id)
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
