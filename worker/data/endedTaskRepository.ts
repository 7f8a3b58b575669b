import type { Database } from '@atelier/platform/database/openDatabase.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { EndedTask } from './endedTask.ts'

/** What this worker is through with. */
export interface EndedTaskRepository {
  find(taskId: string): Promise<EndedTask | null>
  /** An attempt ended. */
  end(taskId: string, attempt: number): Promise<void>
  /** The task as a whole is over; it need never have been here. */
  cancel(taskId: string): Promise<void>
  /** Forgets what ended before that time. */
  sweep(before: Date): Promise<void>
}

/** Whether a message about an attempt comes too late to start anything. */
export const isEnded = (ended: EndedTask | null, attempt: number): boolean =>
  ended !== null && (ended.canceled || attempt <= ended.attempt)

export function createEndedTaskRepository(database: Database, clock: Clock): EndedTaskRepository {
  const merge = (taskId: string, change: (before: EndedTask | null) => Pick<EndedTask, 'attempt' | 'canceled'>) =>
    database.fork().transactional(async em => {
      const before = await em.findOne(EndedTask, { taskId })
      await em.upsert(EndedTask, { taskId, ...change(before), endedAt: clock.now() })
    })

  return {
    find: taskId => database.fork().findOne(EndedTask, { taskId }),

    end: (taskId, attempt) =>
      merge(taskId, before => ({
        attempt: Math.max(attempt, before?.attempt ?? 0),
        canceled: before?.canceled ?? false,
      })),

    cancel: taskId => merge(taskId, before => ({ attempt: before?.attempt ?? 0, canceled: true })),

    async sweep(before) {
      await database.fork().nativeDelete(EndedTask, { endedAt: { $lt: before } })
    },
  }
}
