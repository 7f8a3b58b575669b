import { createHash } from 'node:crypto'
import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { skeleton } from '@atelier/platform/text/confusables.ts'
import { ReservedName } from './reservedName.ts'

/** Queries of reserved names. Confusable names count as one. */
export class ReservedNameRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The row of a name; `null` for one that is not reserved. */
  async find(name: string, em: EntityManager = this.#database.fork()): Promise<ReservedName | null> {
    return em.findOne(ReservedName, { nameHash: hashOf(name) })
  }

  /** Reserves a name. @returns false when it was reserved before. */
  async reserve(
    name: string,
    { opens, now }: { opens: boolean; now: Date },
    em: EntityManager = this.#database.fork(),
  ): Promise<boolean> {
    const nameHash = hashOf(name)
    if ((await em.count(ReservedName, { nameHash })) > 0) return false
    await em.upsert(ReservedName, { nameHash, opens, createdAt: now }, { onConflictAction: 'ignore' })
    return true
  }

  /**
   * Marks the first registration of a name as used.
   * @param openSince names reserved no later are closed.
   * @returns whether it was still open.
   */
  async claim(em: EntityManager, name: string, openSince: Date): Promise<boolean> {
    const open = { nameHash: hashOf(name), opens: true, createdAt: { $gt: openSince } }
    return (await em.nativeUpdate(ReservedName, open, { opens: false })) > 0
  }

  /** Closes a name to registration. @returns whether it was still open. */
  async close(name: string, openSince: Date): Promise<boolean> {
    const expired = { nameHash: hashOf(name), opens: true, createdAt: { $lte: openSince } }
    return (await this.#database.fork().nativeUpdate(ReservedName, expired, { opens: false })) > 0
  }
}

const hashOf = (name: string) => createHash('sha256').update(skeleton(name)).digest('hex')
