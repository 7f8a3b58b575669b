import type { Database } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { ChannelValue } from './channelValue.ts'
import { Checkpoint } from './checkpoint.ts'
import { CheckpointWrite } from './checkpointWrite.ts'

/** Filter of checkpoints; absent fields match all. */
export interface CheckpointQuery {
  threadId?: string
  namespace?: string
  checkpointId?: string
  /** Only checkpoints created before this one. */
  beforeId?: string
  limit?: number
}

/** Queries of workflow checkpoints. */
export class CheckpointRepository {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /** Newest first. */
  async list({ threadId, namespace, checkpointId, beforeId, limit }: CheckpointQuery): Promise<Checkpoint[]> {
    return this.#database.fork().find(
      Checkpoint,
      {
        ...(threadId === undefined ? {} : { threadId }),
        ...(namespace === undefined ? {} : { namespace }),
        ...(checkpointId === undefined ? {} : { checkpointId }),
        ...(beforeId === undefined ? {} : { $and: [{ checkpointId: { $lt: beforeId } }] }),
      },
      { orderBy: { checkpointId: 'desc' }, ...(limit === undefined ? {} : { limit }) },
    )
  }

  /** Every version of the channel values in a thread's namespace. */
  async valuesOf(threadId: string, namespace: string): Promise<ChannelValue[]> {
    return this.#database.fork().find(ChannelValue, { threadId, namespace })
  }

  async writesOf(threadId: string, namespace: string, checkpointIds: readonly string[]): Promise<CheckpointWrite[]> {
    return this.#database
      .fork()
      .find(CheckpointWrite, { threadId, namespace, checkpointId: { $in: [...checkpointIds] } })
  }

  /** Inserts a checkpoint with its new channel values. */
  async save(checkpoint: Omit<Checkpoint, 'createdAt'>, values: readonly ChannelValue[]): Promise<void> {
    await transaction(this.#database, async em => {
      if (values.length > 0) await em.upsertMany(ChannelValue, [...values])
      await em.upsert(Checkpoint, { ...checkpoint, createdAt: this.#clock.now() })
    })
  }

  /** Regular writes keep their first value; special ones (negative positions) are replaced. */
  async saveWrites(writes: readonly CheckpointWrite[]): Promise<void> {
    const regular = writes.filter(write => write.position >= 0)
    const special = writes.filter(write => write.position < 0)
    await transaction(this.#database, async em => {
      // Not `insert ignore`: MySQL would then also truncate values in place of rejecting them.
      if (regular.length > 0) await em.upsertMany(CheckpointWrite, regular, { onConflictMergeFields: ['threadId'] })
      if (special.length > 0) await em.upsertMany(CheckpointWrite, special)
    })
  }

  async hasThread(threadId: string): Promise<boolean> {
    return (await this.#database.fork().count(Checkpoint, { threadId })) > 0
  }

  async deleteThread(threadId: string): Promise<void> {
    await transaction(this.#database, async em => {
      await em.nativeDelete(CheckpointWrite, { threadId })
      await em.nativeDelete(ChannelValue, { threadId })
      await em.nativeDelete(Checkpoint, { threadId })
    })
  }

  /** Threads without a checkpoint since that time. */
  async threadsIdleSince(time: Date): Promise<string[]> {
    const em = this.#database.fork()
    const old = await em.find(Checkpoint, { createdAt: { $lt: time } }, { fields: ['threadId'] })
    const candidates = new Set(old.map(row => row.threadId))
    if (candidates.size === 0) return []
    const fresh = await em.find(
      Checkpoint,
      { createdAt: { $gte: time }, threadId: { $in: [...candidates] } },
      { fields: ['threadId'] },
    )
    for (const row of fresh) candidates.delete(row.threadId)
    return [...candidates]
  }
}
