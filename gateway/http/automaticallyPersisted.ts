import type { ApolloServerOptions } from '@apollo/server'
import { LRUCache } from 'lru-cache'

/** Cache of automatic persisted queries in this process. */
export function automaticallyPersisted(bytes: number): ApolloServerOptions<never>['persistedQueries'] {
  if (bytes === 0) return false
  const texts = new LRUCache<string, string>({ maxSize: bytes, sizeCalculation: text => Buffer.byteLength(text) + 1 })
  return {
    cache: {
      get: async key => texts.get(key),
      set: async (key, text) => {
        texts.set(key, text)
      },
      delete: async key => texts.delete(key),
    },
  }
}
