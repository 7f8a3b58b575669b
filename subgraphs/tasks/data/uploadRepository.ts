import type { Database } from '@atelier/platform/database/database.ts'
import { Upload } from './upload.ts'

/** Queries of uploads. */
export class UploadRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async add(upload: Upload): Promise<void> {
    await this.#database.fork().insert(Upload, upload)
  }

  async ofOwner(ownerId: string, id: string): Promise<Upload | null> {
    return this.#database.fork().findOne(Upload, { id, ownerId })
  }

  async countOf(ownerId: string): Promise<number> {
    return this.#database.fork().count(Upload, { ownerId })
  }

  /** Stores the result of an upload's check. */
  async setChecked(id: string, found: Pick<Upload, 'checkedAt' | 'fault' | 'inputId'>): Promise<void> {
    await this.#database.fork().nativeUpdate(Upload, { id }, found)
  }

  /** Bytes stored for a user: uploads, at their announced sizes, and inputs of tasks. */
  async storedBytesOf(ownerId: string, addressesSince: Date): Promise<number> {
    const [row] = await this.#database.fork().execute<{ bytes: number | string | null }[]>(
      `select (select coalesce(sum(bytes), 0) from uploads
               where owner_id = ? and (checked_at is null or created_at > ?))
            + (select coalesce(sum(bytes), 0) from inputs where owner_id = ?) as bytes`,
      [ownerId, addressesSince, ownerId],
    )
    return Number(row?.bytes ?? 0)
  }

  /** A batch of uploads whose URLs have expired and that were not settled. */
  async unsettled(createdUntil: Date, limit: number): Promise<Upload[]> {
    return this.#database
      .fork()
      .find(Upload, { settledAt: null, createdAt: { $lte: createdUntil } }, { orderBy: { createdAt: 'asc' }, limit })
  }

  async settle(ids: readonly string[], settledAt: Date): Promise<void> {
    if (ids.length > 0) await this.#database.fork().nativeUpdate(Upload, { id: { $in: ids } }, { settledAt })
  }

  /** Which of these uploads exist. */
  async knownIds(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.fork().find(Upload, { id: { $in: ids } }, { fields: ['id'] })
    return new Set(rows.map(({ id }) => id))
  }

  /** A batch of uploads due for removal. */
  async due(now: Date, limit: number): Promise<Upload[]> {
    return this.#database.fork().find(Upload, { removeAt: { $lte: now } }, { orderBy: { removeAt: 'asc' }, limit })
  }

  async removeAllOf(ownerId: string): Promise<void> {
    await this.#database.fork().nativeDelete(Upload, { ownerId })
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#database.fork().nativeDelete(Upload, { id: { $in: ids } })
  }
}
