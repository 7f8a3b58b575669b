import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { type Connection, findPage, type PageArgs } from '@atelier/platform/graphql/connection.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { LockMode } from '@mikro-orm/core'
import { DeadLetter } from './deadLetter.ts'

/** Queries of dead letters. */
export class DeadLetterRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Newest first. */
  async page(page: PageArgs): Promise<Connection<DeadLetter>> {
    return findPage(this.#database.fork(), DeadLetter, { where: {}, orderBy: { id: 'desc' }, page })
  }

  /** Stores a message that a consumer could not read. */
  async keep(message: Pick<DeadLetter, 'topic' | 'key' | 'reason' | 'value' | 'headers' | 'createdAt'>): Promise<void> {
    // Whatever its sender put there must fit the column.
    const key = message.key.slice(0, 200)
    await this.#database.fork().insert(DeadLetter, { ...message, key, id: newId(), taskId: null, redrivenAt: null })
  }

  async byIds(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.#database.fork().find(DeadLetter, { id: { $in: ids } }, { orderBy: { id: 'asc' } })
  }

  /** A batch of dead letters that were not redriven, oldest first, after an id. */
  async waiting(afterId: string | null, limit: number): Promise<DeadLetter[]> {
    return this.#database
      .fork()
      .find(
        DeadLetter,
        { redrivenAt: null, ...(afterId ? { id: { $gt: afterId } } : {}) },
        { orderBy: { id: 'asc' }, limit },
      )
  }

  /** The row, locked, unless it was redriven before. */
  async lockWaiting(em: EntityManager, id: string): Promise<DeadLetter | null> {
    return em.findOne(DeadLetter, { id, redrivenAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  }
}
