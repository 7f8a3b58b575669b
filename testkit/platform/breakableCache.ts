import type { Cache } from '@atelier/platform/cache/cache.ts'

/** A cache with outages. */
export interface BreakableCache extends Cache {
  /** Starts an outage: every call fails. */
  goAway(): void
  /** Ends the outage, with the values before, or empty as after a restart. */
  comeBack(options?: { empty: boolean }): void
}

export function createBreakableCache(create: () => Cache): BreakableCache {
  const listeners = new Set<() => void>()
  let cache = create()
  let away = false
  const unlessAway = async <T>(question: () => Promise<T>): Promise<T> => {
    if (away) throw new Error('The cache is away.')
    return question()
  }
  return {
    get: key => unlessAway(() => cache.get(key)),
    set: (key, value, options) => unlessAway(() => cache.set(key, value, options)),
    delete: (...keys) => unlessAway(() => cache.delete(...keys)),
    increment: (key, options) => unlessAway(() => cache.increment(key, options)),
    lock: (key, options) => unlessAway(() => cache.lock(key, options)),
    onReturn(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => cache.close(),
    goAway() {
      away = true
    },
    comeBack({ empty } = { empty: false }) {
      if (empty) cache = create()
      away = false
      for (const listener of listeners) listener()
    },
  }
}
