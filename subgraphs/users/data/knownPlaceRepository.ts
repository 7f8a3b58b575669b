import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { KnownPlace } from './knownPlace.ts'

/** A place as it is kept. */
export type Place = Pick<KnownPlace, 'placeHash' | 'kind'>

/** Every query for the places that people signed in from. */
export interface KnownPlaceRepository {
  /** Those of these places that the user signed in from since then. */
  knownOf(userId: string, places: readonly Place[], since: Date): Promise<Place[]>
  /** Remembers that the user signed in from these places, and no more than the newest of each kind. */
  remember(em: EntityManager, userId: string, places: readonly Place[], now: Date): Promise<void>
  /** Forgets all places of a user. */
  forget(em: EntityManager, userId: string): Promise<void>
  /** Removes what was last used before then. */
  sweep(before: Date): Promise<void>
}

/** Places of one kind that are remembered for one user. */
const MOST_OF_A_KIND = 20

export function createKnownPlaceRepository(database: Database): KnownPlaceRepository {
  return {
    knownOf: (userId, places, since) =>
      database.fork().find(KnownPlace, {
        userId,
        placeHash: { $in: places.map(({ placeHash }) => placeHash) },
        lastUsedAt: { $gte: since },
      }),

    async remember(em, userId, places, now) {
      for (const place of places) await em.upsert(KnownPlace, { userId, ...place, lastUsedAt: now })
      for (const { kind } of places) {
        const old = await em.find(
          KnownPlace,
          { userId, kind },
          { orderBy: { lastUsedAt: 'desc', placeHash: 'asc' }, offset: MOST_OF_A_KIND, limit: MOST_OF_A_KIND },
        )
        if (old.length === 0) continue
        await em.nativeDelete(KnownPlace, { userId, placeHash: { $in: old.map(({ placeHash }) => placeHash) } })
      }
    },

    async forget(em, userId) {
      await em.nativeDelete(KnownPlace, { userId })
    },

    async sweep(before) {
      await database.fork().nativeDelete(KnownPlace, { lastUsedAt: { $lt: before } })
    },
  }
}
