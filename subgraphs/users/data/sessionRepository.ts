import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { RefreshToken } from './refreshToken.ts'
import { Session } from './session.ts'

/** A session with its newest refresh token. */
export interface OpenedSession {
  sessionId: string
  userId: string
  tokenHash: string
  now: Date
  /** Expiry of that token. */
  expiresAt: Date
}

/** Queries of sessions and their refresh tokens. */
export class SessionRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** A refresh token and its session. */
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

  /** A refresh token by its hash. */
  findToken(em: EntityManager, tokenHash: string): Promise<RefreshToken | null> {
    return em.findOne(RefreshToken, { tokenHash })
  }

  /**
   * Rotates a refresh token.
   * @param used.successorSeed null when its successor shall not be made again.
   * @returns false when it was used meanwhile.
   */
  async rotate(
    em: EntityManager,
    { tokenHash, successorSeed }: { tokenHash: string; successorSeed: string | null },
    next: OpenedSession,
  ): Promise<boolean> {
    const { sessionId: id, now, expiresAt } = next
    const used = await em.nativeUpdate(RefreshToken, { tokenHash, usedAt: null }, { usedAt: now, successorSeed })
    if (used === 0) return false
    await em.nativeUpdate(Session, { id }, { lastUsedAt: now, expiresAt })
    addToken(em, next)
    return true
  }

  /** Ends one session. @returns false when it was ended before. */
  async end(em: EntityManager, id: string, now: Date): Promise<boolean> {
    return (await em.nativeUpdate(Session, { id, revokedAt: null }, { revokedAt: now })) > 0
  }

  /** Ends a user's sessions, except one. @returns the ids of those that this ended. */
  async endAll(
    em: EntityManager,
    { userId, except }: { userId: string; except?: string },
    now: Date,
  ): Promise<string[]> {
    const open = await em.find(Session, { userId, revokedAt: null, ...(except && { id: { $ne: except } }) })
    for (const session of open) session.revokedAt = now
    return open.map(session => session.id)
  }

  /** Ids of the sessions that were ended since then. */
  async endedSince(time: Date): Promise<string[]> {
    const ended = await this.#database.fork().find(Session, { revokedAt: { $gte: time } }, { fields: ['id'] })
    return ended.map(session => session.id)
  }

  /** Erases the seeds of tokens that were used earlier. */
  async eraseSeeds(usedBefore: Date): Promise<void> {
    await transaction(this.#database, em =>
      em.nativeUpdate(
        RefreshToken,
        { usedAt: { $lt: usedBefore }, successorSeed: { $ne: null } },
        { successorSeed: null },
      ),
    )
  }

  /** Deletes expired rows. @param before those that ended or expired earlier than this. */
  async sweep(before: Date): Promise<void> {
    await transaction(this.#database, async em => {
      await em.nativeDelete(RefreshToken, { expiresAt: { $lt: before } })
      await em.nativeDelete(Session, { expiresAt: { $lt: before } })
      await em.nativeDelete(Session, { revokedAt: { $lt: before } })
    })
  }
}

function addToken(em: EntityManager, { tokenHash, sessionId, now, expiresAt }: OpenedSession): void {
  em.persist(
    em.create(RefreshToken, { tokenHash, sessionId, createdAt: now, usedAt: null, successorSeed: null, expiresAt }),
  )
}
