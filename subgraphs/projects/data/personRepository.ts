import type { EntityManager } from '@atelier/platform/database/database.ts'
import { Person } from './person.ts'

/** Queries of the lock rows. */
export class PersonRepository {
  /**
   * Locks a user's counts until the transaction of `em` ends. Must be the transaction's first lock, so that two
   * transactions never deadlock.
   */
  async lock(em: EntityManager, userId: string, now: Date): Promise<void> {
    await em.upsert(Person, { userId, countedAt: now })
  }

  async remove(em: EntityManager, userId: string): Promise<void> {
    await em.nativeDelete(Person, { userId })
  }
}
