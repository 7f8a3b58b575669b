import type { Database } from '@atelier/platform/database/openDatabase.ts'
import { Upload } from './upload.ts'

/** What people upload. */
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

  /** Some that are due to be removed. */
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
