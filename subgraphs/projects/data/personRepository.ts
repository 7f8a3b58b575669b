import type { EntityManager } from '@atelier/platform/database/database.ts'
import { Person } from './person.ts'

/** Every query of people's rows. */
export class PersonRepository {
  /**
   * Lets nobody else count what a person has until the transaction of `em` ends. To be called before anything else
   * is locked in it, so that two transactions never wait for each other.
   */
  async lock(em: EntityManager, userId: string, now: Date): Promise<void> {
    await em.upsert(Person, { userId, countedAt: now })
  }

  async remove(em: EntityManager, userId: string): Promise<void> {
    await em.nativeDelete(Person, { userId })
  }
}
