import type { Database } from '@atelier/platform/database/database.ts'
import { Artifact } from './artifact.ts'

/** Queries of artifacts. */
export class ArtifactRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** In display order. */
  async ofTasks(taskIds: readonly string[]): Promise<Artifact[]> {
    return this.#database
      .fork()
      .find(Artifact, { taskId: { $in: taskIds } }, { orderBy: { taskId: 'asc', index: 'asc' } })
  }

  async byId(id: string): Promise<Artifact | null> {
    return this.#database.fork().findOne(Artifact, { id })
  }
}
