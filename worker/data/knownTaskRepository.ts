import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { LockMode, raw } from '@mikro-orm/core'
import { KnownTask } from './knownTask.ts'

type Memory = Pick<KnownTask, 'attempt' | 'takes' | 'ended' | 'canceled'>

const NOTHING: Memory = { attempt: 0, takes: 0, ended: true, canceled: false }

/** Every query for what this worker remembers of tasks. */
export class KnownTaskRepository {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /**
   * An attempt comes.
   * @returns how often it has been taken up now, or `undefined` when it is not to be: the task was canceled, the
   *   attempt has ended, or there was a later one.
   */
  async take(taskId: string, attempt: number): Promise<number | undefined> {
    const known = await this.#update(taskId, ({ canceled, ...last }) => {
      if (canceled || attempt < last.attempt || (attempt === last.attempt && last.ended)) return undefined
      return { attempt, takes: attempt === last.attempt ? last.takes + 1 : 1, ended: false, canceled }
    })
    return known?.takes
  }

  /** An attempt ended. */
  async end(taskId: string, attempt: number): Promise<void> {
    await this.#update(taskId, known => (known.attempt === attempt ? { ...known, ended: true } : undefined))
  }

  /**
   * The task as a whole is over; it need never have been here.
   * @returns the last attempt that came here, 0 when none did.
   */
  async cancel(taskId: string): Promise<number> {
    const known = await this.#update(taskId, before => ({ ...before, canceled: true }))
    return known?.attempt ?? 0
  }

  /** Canceled tasks that have not changed since that time, and of which checkpoints are kept all the same. */
  async canceledWithCheckpoints(until: Date): Promise<Pick<KnownTask, 'taskId' | 'attempt'>[]> {
    const left = (table: string) =>
      raw(known => `exists (select 1 from ${table} kept where kept.thread_id = ${known}.task_id)`)
    return this.#database.fork().find(
      KnownTask,
      {
        canceled: true,
        changedAt: { $lte: until },
        // A write that came late can be there alone.
        $or: [{ [left('checkpoints')]: true }, { [left('checkpoint_writes')]: true }],
      },
      { fields: ['taskId', 'attempt'] },
    )
  }

  /** Forgets what has not changed since that time. */
  async sweep(before: Date): Promise<void> {
    await this.#database.fork().nativeDelete(KnownTask, { changedAt: { $lt: before } })
  }

  /** @param change gives `undefined` to leave things as they are. */
  #update(taskId: string, change: (known: Memory) => Memory | undefined): Promise<Memory | undefined> {
    return transaction(this.#database, async em => {
      const known = (await lock(em, taskId)) ?? (await this.#begin(em, taskId))
      const { attempt, takes, ended, canceled } = known
      const after = change({ attempt, takes, ended, canceled })
      if (after) Object.assign(known, after, { changedAt: this.#clock.now() })
      return after
    })
  }

  /** The row of a task that was never here; of several workers to which it comes at once, one writes it. */
  async #begin(em: EntityManager, taskId: string): Promise<KnownTask> {
    const unknown = { taskId, ...NOTHING, changedAt: this.#clock.now() }
    await em.upsert(KnownTask, unknown, { onConflictMergeFields: ['taskId'] })
    return (await lock(em, taskId)) as KnownTask
  }
}

const lock = (em: EntityManager, taskId: string) =>
  em.findOne(KnownTask, { taskId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
