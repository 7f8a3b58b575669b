import type { Database } from '@atelier/platform/database/database.ts'
import { TaskTransition } from './taskTransition.ts'

/** Queries of timelines. */
export class TimelineRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Oldest first. */
  async ofTasks(taskIds: readonly string[]): Promise<TaskTransition[]> {
    return this.#database
      .fork()
      .find(TaskTransition, { taskId: { $in: taskIds } }, { orderBy: { taskId: 'asc', id: 'asc' } })
  }
}
