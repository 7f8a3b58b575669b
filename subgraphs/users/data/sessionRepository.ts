import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { RefreshToken } from './refreshToken.ts'
import { Session } from './session.ts'

/** A session as it stands after it gave out a refresh token. */
export interface OpenedSession {
  sessionId: string
  userId: string
  tokenHash: string
  now: Date
  /** When that token ends. */
  expiresAt: Date
}

/** Every query for sessions and their refresh tokens. */
export class SessionRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The session that a refresh token belongs to, and the token. */
  async findByToken(em: EntityManager, tokenHash: string): Promise<{ token: RefreshToken; session: Session } | null> {
    const token = await em.findOne(RefreshToken, { tokenHash })
    const session = token && (await em.findOne(Session, { id: token.sessionId }))
    return session && { token, session }
  }

  /** Adds a session and its first refresh token to the unit of work. */
  open(em: EntityManager, opened: OpenedSession): void {
    const { sessionId: id, userId, now, expiresAt } = opened
    em.persist(em.create(Session, { id, userId, createdAt: now, lastUsedAt: now, expiresAt, revokedAt: null }))
    addToken(em, opened)
  }

  /**
   * Takes the place of a refresh token by the next one.
   * @returns whether it did; not when somebody else has used the token in the meantime.
   */
  async rotate(em: EntityManager, usedHash: string, next: OpenedSession): Promise<boolean> {
    const { sessionId: id, now, expiresAt } = next
    const used = await em.nativeUpdate(RefreshToken, { tokenHash: usedHash, usedAt: null }, { usedAt: now })
    if (used === 0) return false
    await em.nativeUpdate(Session, { id }, { lastUsedAt: now, expiresAt })
    addToken(em, next)
    return true
  }

  /** Ends one session. @returns whether it was not ended before. */
  async end(em: EntityManager, id: string, now: Date): Promise<boolean> {
    return (await em.nativeUpdate(Session, { id, revokedAt: null }, { revokedAt: now })) > 0
  }

  /** Ends what a user has open, but for one session. @returns the ids of those that were ended by this. */
  async endAll(
    em: EntityManager,
    { userId, except }: { userId: string; except?: string },
    now: Date,
  ): Promise<string[]> {
    const open = await em.find(Session, { userId, revokedAt: null, ...(except && { id: { $ne: except } }) })
    for (const session of open) session.revokedAt = now
    return open.map(session => session.id)
  }

  /** The ids of the sessions that were ended since then. */
  async endedSince(time: Date): Promise<string[]> {
    const ended = await this.#database.fork().find(Session, { revokedAt: { $gte: time } }, { fields: ['id'] })
    return ended.map(session => session.id)
  }

  /** Removes what nobody can use or misuse any more. @param before what ended or expired earlier than this goes. */
  async sweep(before: Date): Promise<void> {
    await transaction(this.#database, async em => {
      await em.nativeDelete(RefreshToken, { expiresAt: { $lt: before } })
      await em.nativeDelete(Session, { expiresAt: { $lt: before } })
      await em.nativeDelete(Session, { revokedAt: { $lt: before } })
    })
  }
}

function addToken(em: EntityManager, { tokenHash, sessionId, now, expiresAt }: OpenedSession): void {
  em.persist(em.create(RefreshToken, { tokenHash, sessionId, createdAt: now, usedAt: null, expiresAt }))
}
