import { createHash } from 'node:crypto'
import type { Database, EntityManager } from '@atelier/platform/database/openDatabase.ts'
import { skeleton } from '@atelier/platform/text/confusables.ts'
import { ReservedName } from './reservedName.ts'

/** Every query for reserved names. Names that can be taken for one another count as one. */
export interface ReservedNameRepository {
  /** What is kept of a name; `null` for one that is not reserved. */
  find(name: string, em?: EntityManager): Promise<ReservedName | null>
  /** Reserves a name, unless it is already. @returns whether it did. */
  reserve(name: string, options: { opens: boolean; now: Date }, em?: EntityManager): Promise<boolean>
  /** Uses up that a name's first registration makes an administrator. @returns whether it was still to come. */
  claim(em: EntityManager, name: string): Promise<boolean>
}

export function createReservedNameRepository(database: Database): ReservedNameRepository {
  return {
    find: (name, em = database.fork()) => em.findOne(ReservedName, { nameHash: hashOf(name) }),

    async reserve(name, { opens, now }, em = database.fork()) {
      const nameHash = hashOf(name)
      if ((await em.count(ReservedName, { nameHash })) > 0) return false
      await em.upsert(ReservedName, { nameHash, opens, createdAt: now }, { onConflictAction: 'ignore' })
      return true
    },

    claim: async (em, name) =>
      (await em.nativeUpdate(ReservedName, { nameHash: hashOf(name), opens: true }, { opens: false })) > 0,
  }
}

const hashOf = (name: string) => createHash('sha256').update(skeleton(name)).digest('hex')
