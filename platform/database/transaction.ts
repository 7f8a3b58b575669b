import { setTimeout as delay } from 'node:timers/promises'
import { DeadlockException, LockWaitTimeoutException } from '@mikro-orm/core'
import type { Database, EntityManager } from './database.ts'

const TRIES = 3

/**
 * Runs work in a transaction, and retries it from its beginning after a deadlock or a lock timeout, up to three
 * attempts.
 * @param work changes only the database through its entity manager, and reads again what it decides by.
 */
export async function transaction<T>(database: Database, work: (em: EntityManager) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.fork().transactional(work)
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error
      // A random pause, so that two conflicting transactions do not meet again.
      await delay(Math.random() * 50 * tries)
    }
  }
}

const isConflict = (error: unknown) => error instanceof DeadlockException || error instanceof LockWaitTimeoutException
