import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { LockMode, raw } from '@mikro-orm/core'
import { TaskClaim } from './taskClaim.ts'

type ClaimState = Pick<TaskClaim, 'attempt' | 'claimCount' | 'ended' | 'canceled'>

const UNCLAIMED: ClaimState = { attempt: 0, claimCount: 0, ended: true, canceled: false }

/** Queries of task claims. */
export class TaskClaimRepository {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /**
   * Claims an attempt.
   * @returns the number of its claims, or `undefined` when it is rejected: the task was canceled, the attempt has
   * ended, or there was a later one.
   */
  async claim(taskId: string, attempt: number): Promise<number | undefined> {
    const claim = await this.#update(taskId, ({ canceled, ...last }) => {
      if (canceled || attempt < last.attempt || (attempt === last.attempt && last.ended)) return undefined
      return { attempt, claimCount: attempt === last.attempt ? last.claimCount + 1 : 1, ended: false, canceled }
    })
    return claim?.claimCount
  }

  /** Marks an attempt as ended. */
  async end(taskId: string, attempt: number): Promise<void> {
    await this.#update(taskId, claim => (claim.attempt === attempt ? { ...claim, ended: true } : undefined))
  }

  /**
   * Marks a task as canceled, even one never received here.
   * @returns the last attempt received here, 0 without one.
   */
  async cancel(taskId: string): Promise<number> {
    const claim = await this.#update(taskId, before => ({ ...before, canceled: true }))
    return claim?.attempt ?? 0
  }

  /** Canceled tasks unchanged since that time that still have checkpoints. */
  async canceledWithCheckpoints(until: Date): Promise<Pick<TaskClaim, 'taskId' | 'attempt'>[]> {
    const left = (table: string) =>
      raw(alias => `exists (select 1 from ${table} kept where kept.thread_id = ${alias}.task_id)`)
    return this.#database.fork().find(
      TaskClaim,
      {
        canceled: true,
        changedAt: { $lte: until },
        // A late write can exist without its checkpoint.
        $or: [{ [left('checkpoints')]: true }, { [left('checkpoint_writes')]: true }],
      },
      { fields: ['taskId', 'attempt'] },
    )
  }

  /** Deletes claims unchanged since that time. */
  async sweep(before: Date): Promise<void> {
    await this.#database.fork().nativeDelete(TaskClaim, { changedAt: { $lt: before } })
  }

  /** @param change gives `undefined` for no change. */
  #update(taskId: string, change: (claim: ClaimState) => ClaimState | undefined): Promise<ClaimState | undefined> {
    return transaction(this.#database, async em => {
      const claim = (await lock(em, taskId)) ?? (await this.#begin(em, taskId))
      const { attempt, claimCount, ended, canceled } = claim
      const after = change({ attempt, claimCount, ended, canceled })
      if (after) Object.assign(claim, after, { changedAt: this.#clock.now() })
      return after
    })
  }

  /** Inserts the row of a new task; of several workers that receive it at once, one inserts. */
  async #begin(em: EntityManager, taskId: string): Promise<TaskClaim> {
    const claim = { taskId, ...UNCLAIMED, changedAt: this.#clock.now() }
    await em.upsert(TaskClaim, claim, { onConflictMergeFields: ['taskId'] })
    return (await lock(em, taskId)) as TaskClaim
  }
}

const lock = (em: EntityManager, taskId: string) =>
  em.findOne(TaskClaim, { taskId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
