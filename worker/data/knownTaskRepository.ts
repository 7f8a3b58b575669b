import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { LockMode, raw } from '@mikro-orm/core'
import { KnownTask } from './knownTask.ts'

/** What this worker remembers of tasks. */
export interface KnownTaskRepository {
  /**
   * An attempt comes.
   * @returns how often it has been taken up now, or `undefined` when it is not to be: the task was canceled, the
   *   attempt has ended, or there was a later one.
   */
  take(taskId: string, attempt: number): Promise<number | undefined>
  /** An attempt ended. */
  end(taskId: string, attempt: number): Promise<void>
  /**
   * The task as a whole is over; it need never have been here.
   * @returns the last attempt that came here, 0 when none did.
   */
  cancel(taskId: string): Promise<number>
  /** Canceled tasks that have not changed since that time, and of which checkpoints are kept all the same. */
  canceledWithCheckpoints(until: Date): Promise<Pick<KnownTask, 'taskId' | 'attempt'>[]>
  /** Forgets what has not changed since that time. */
  sweep(before: Date): Promise<void>
}

type Memory = Pick<KnownTask, 'attempt' | 'takes' | 'ended' | 'canceled'>

const NOTHING: Memory = { attempt: 0, takes: 0, ended: true, canceled: false }

export function createKnownTaskRepository(database: Database, clock: Clock): KnownTaskRepository {
  /** @param change gives `undefined` to leave things as they are. */
  const update = (taskId: string, change: (known: Memory) => Memory | undefined): Promise<Memory | undefined> =>
    transaction(database, async em => {
      const known = (await lock(em, taskId)) ?? (await begin(em, taskId))
      const { attempt, takes, ended, canceled } = known
      const after = change({ attempt, takes, ended, canceled })
      if (after) Object.assign(known, after, { changedAt: clock.now() })
      return after
    })

  const lock = (em: EntityManager, taskId: string) =>
    em.findOne(KnownTask, { taskId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })

  /** The row of a task that was never here; of several workers to which it comes at once, one writes it. */
  async function begin(em: EntityManager, taskId: string): Promise<KnownTask> {
    const unknown = { taskId, ...NOTHING, changedAt: clock.now() }
    await em.upsert(KnownTask, unknown, { onConflictMergeFields: ['taskId'] })
    return (await lock(em, taskId)) as KnownTask
  }

  return {
    async take(taskId, attempt) {
      const known = await update(taskId, ({ canceled, ...last }) => {
        if (canceled || attempt < last.attempt || (attempt === last.attempt && last.ended)) return undefined
        return { attempt, takes: attempt === last.attempt ? last.takes + 1 : 1, ended: false, canceled }
      })
      return known?.takes
    },

    async end(taskId, attempt) {
      await update(taskId, known => (known.attempt === attempt ? { ...known, ended: true } : undefined))
    },

    async cancel(taskId) {
      const known = await update(taskId, before => ({ ...before, canceled: true }))
      return known?.attempt ?? 0
    },

    canceledWithCheckpoints(until) {
      const left = (table: string) =>
        raw(known => `exists (select 1 from ${table} kept where kept.thread_id = ${known}.task_id)`)
      return database.fork().find(
        KnownTask,
        {
          canceled: true,
          changedAt: { $lte: until },
          // A write that came late can be there alone.
          $or: [{ [left('checkpoints')]: true }, { [left('checkpoint_writes')]: true }],
        },
        { fields: ['taskId', 'attempt'] },
      )
    },

    async sweep(before) {
      await database.fork().nativeDelete(KnownTask, { changedAt: { $lt: before } })
    },
  }
}
