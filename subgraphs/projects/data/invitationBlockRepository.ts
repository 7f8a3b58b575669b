import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import type { Connection, PageArgs } from '@atelier/platform/graphql/connection.ts'
import { findGroupPages } from '@atelier/platform/graphql/groupPages.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { InvitationBlock } from './invitationBlock.ts'

/** Queries of invitation blocks. Methods with an entity manager run in its transaction. */
export class InvitationBlockRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async has(em: EntityManager, userId: string, blockedUserId: string): Promise<boolean> {
    return (await em.count(InvitationBlock, { userId, blockedUserId })) > 0
  }

  /** Number of users blocked by a user. */
  async count(em: EntityManager, userId: string): Promise<number> {
    return em.count(InvitationBlock, { userId })
  }

  add(em: EntityManager, userId: string, blockedUserId: string, now: Date): void {
    em.persist(em.create(InvitationBlock, { id: newId(), userId, blockedUserId, createdAt: now }))
  }

  async remove(em: EntityManager, userId: string, blockedUserId: string): Promise<void> {
    await em.nativeDelete(InvitationBlock, { userId, blockedUserId })
  }

  /** Deletes the blocks by a user and of a user. */
  async forget(em: EntityManager, userId: string): Promise<void> {
    await em.nativeDelete(InvitationBlock, { userId })
    await em.nativeDelete(InvitationBlock, { blockedUserId: userId })
  }

  /** The blocks of a user, newest first. */
  async pageOf(userId: string, page: PageArgs): Promise<Connection<InvitationBlock>> {
    const pages = await findGroupPages(this.#database.fork(), {
      entity: InvitationBlock,
      groupBy: 'userId',
      groups: [userId],
      newestBy: 'id',
      page,
    })
    return pages.get(userId)!
  }
}
