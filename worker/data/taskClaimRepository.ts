import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { LockMode, raw } from '@mikro-orm/core'
import { TaskClaim } from './taskClaim.ts'

type ClaimState = Pick<TaskClaim, 'attempt' | 'claimCount' | 'ended' | 'canceled'>

const UNCLAIMED: ClaimState = { attempt: 0, claimCount: 0, ended: true, canceled: false }

/** Every query for the claims of tasks. */
export class TaskClaimRepository {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /**
   * Claims an attempt.
   * @returns how often it has been claimed now, or `undefined` when it is rejected: the task was canceled, the attempt has
   *   ended, or there was a later one.
   */
  async claim(taskId: string, attempt: number): Promise<number | undefined> {
    const claim = await this.#update(taskId, ({ canceled, ...last }) => {
      if (canceled || attempt < last.attempt || (attempt === last.attempt && last.ended)) return undefined
      return { attempt, claimCount: attempt === last.attempt ? last.claimCount + 1 : 1, ended: false, canceled }
    })
    return claim?.claimCount
  }

  /** An attempt ended. */
  async end(taskId: string, attempt: number): Promise<void> {
    await this.#update(taskId, claim => (claim.attempt === attempt ? { ...claim, ended: true } : undefined))
  }

  /**
   * The task as a whole is over; it need never have been here.
   * @returns the last attempt that came here, 0 when none did.
   */
  async cancel(taskId: string): Promise<number> {
    const claim = await this.#update(taskId, before => ({ ...before, canceled: true }))
    return claim?.attempt ?? 0
  }

  /** Canceled tasks that have not changed since that time, and of which checkpoints are kept all the same. */
  async canceledWithCheckpoints(until: Date): Promise<Pick<TaskClaim, 'taskId' | 'attempt'>[]> {
    const left = (table: string) =>
      raw(alias => `exists (select 1 from ${table} kept where kept.thread_id = ${alias}.task_id)`)
    return this.#database.fork().find(
      TaskClaim,
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
    await this.#database.fork().nativeDelete(TaskClaim, { changedAt: { $lt: before } })
  }

  /** @param change gives `undefined` to leave things as they are. */
  #update(taskId: string, change: (claim: ClaimState) => ClaimState | undefined): Promise<ClaimState | undefined> {
    return transaction(this.#database, async em => {
      const claim = (await lock(em, taskId)) ?? (await this.#begin(em, taskId))
      const { attempt, claimCount, ended, canceled } = claim
      const after = change({ attempt, claimCount, ended, canceled })
      if (after) Object.assign(claim, after, { changedAt: this.#clock.now() })
      return after
    })
  }

  /** The row of a task that was never here; of several workers to which it comes at once, one writes it. */
  async #begin(em: EntityManager, taskId: string): Promise<TaskClaim> {
    const claim = { taskId, ...UNCLAIMED, changedAt: this.#clock.now() }
    await em.upsert(TaskClaim, claim, { onConflictMergeFields: ['taskId'] })
    return (await lock(em, taskId)) as TaskClaim
  }
}

const lock = (em: EntityManager, taskId: string) =>
  em.findOne(TaskClaim, { taskId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
