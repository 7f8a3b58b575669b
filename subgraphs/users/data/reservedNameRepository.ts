import { createHash } from 'node:crypto'
import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { skeleton } from '@atelier/platform/text/confusables.ts'
import { ReservedName } from './reservedName.ts'

/** Every query for reserved names. Names that can be taken for one another count as one. */
export interface ReservedNameRepository {
  /** What is kept of a name; `null` for one that is not reserved. */
  find(name: string, em?: EntityManager): Promise<ReservedName | null>
  /** Reserves a name, unless it is already. @returns whether it did. */
  reserve(name: string, options: { opens: boolean; now: Date }, em?: EntityManager): Promise<boolean>
  /**
   * Uses up that a name's first registration makes an administrator.
   * @param openSince names that are reserved no later are not open any more.
   * @returns whether it was still to come.
   */
  claim(em: EntityManager, name: string, openSince: Date): Promise<boolean>
  /** Keeps a name from everybody that is not open any more. @returns whether it was still to come. */
  close(name: string, openSince: Date): Promise<boolean>
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

    claim: async (em, name, openSince) => {
      const open = { nameHash: hashOf(name), opens: true, createdAt: { $gt: openSince } }
      return (await em.nativeUpdate(ReservedName, open, { opens: false })) > 0
    },

    close: async (name, openSince) => {
      const expired = { nameHash: hashOf(name), opens: true, createdAt: { $lte: openSince } }
      return (await database.fork().nativeUpdate(ReservedName, expired, { opens: false })) > 0
    },
  }
}

const hashOf = (name: string) => createHash('sha256').update(skeleton(name)).digest('hex')
