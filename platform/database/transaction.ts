import { setTimeout as delay } from 'node:timers/promises'
import { DeadlockException, LockWaitTimeoutException } from '@mikro-orm/core'
import type { Database, EntityManager } from './database.ts'

const TRIES = 3

/**
 * Runs work in a transaction of its own, and again from its beginning when the database rolled it back because it stood
 * in the way of another one, up to three times in all.
 * @param work changes nothing but the database through its entity manager, and reads anew what it decides by.
 */
export async function transaction<T>(database: Database, work: (em: EntityManager) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.fork().transactional(work)
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error
      // A random pause, so that two that met do not meet again.
      await delay(Math.random() * 50 * tries)
    }
  }
}

const isConflict = (error: unknown) => error instanceof DeadlockException || error instanceof LockWaitTimeoutException
