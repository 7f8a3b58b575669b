import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { KnownPlace } from './knownPlace.ts'

/** The key of a place. */
export type Place = Pick<KnownPlace, 'placeHash' | 'kind'>

/** Maximum places of one kind per user. */
const MAX_OF_A_KIND = 20

/** Queries of known places. */
export class KnownPlaceRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Those of these places that the user signed in from since then. */
  async knownOf(userId: string, places: readonly Place[], since: Date): Promise<Place[]> {
    return this.#database.fork().find(KnownPlace, {
      userId,
      placeHash: { $in: places.map(({ placeHash }) => placeHash) },
      lastUsedAt: { $gte: since },
    })
  }

  /** Records a sign-in from these places, keeping only the newest of each kind. */
  async remember(em: EntityManager, userId: string, places: readonly Place[], now: Date): Promise<void> {
    for (const place of places) await em.upsert(KnownPlace, { userId, ...place, lastUsedAt: now })
    for (const { kind } of places) {
      const old = await em.find(
        KnownPlace,
        { userId, kind },
        { orderBy: { lastUsedAt: 'desc', placeHash: 'asc' }, offset: MAX_OF_A_KIND, limit: MAX_OF_A_KIND },
      )
      if (old.length === 0) continue
      await em.nativeDelete(KnownPlace, { userId, placeHash: { $in: old.map(({ placeHash }) => placeHash) } })
    }
  }

  /** Deletes all places of a user. */
  async forget(em: EntityManager, userId: string): Promise<void> {
    await em.nativeDelete(KnownPlace, { userId })
  }

  /** Deletes places last used before then. */
  async sweep(before: Date): Promise<void> {
    await this.#database.fork().nativeDelete(KnownPlace, { lastUsedAt: { $lt: before } })
  }
}
