import type { Database } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { ChannelValue } from './channelValue.ts'
import { Checkpoint } from './checkpoint.ts'
import { CheckpointWrite } from './checkpointWrite.ts'

/** Which checkpoints to list; what is absent does not narrow. */
export interface CheckpointQuery {
  threadId?: string
  namespace?: string
  checkpointId?: string
  /** Only checkpoints made before this one. */
  beforeId?: string
  limit?: number
}

/** The rows of workflow checkpoints. */
export interface CheckpointRepository {
  /** Newest first. */
  list(query: CheckpointQuery): Promise<Checkpoint[]>
  /** Every version of the channels' values in a thread's namespace. */
  valuesOf(threadId: string, namespace: string): Promise<ChannelValue[]>
  writesOf(threadId: string, namespace: string, checkpointIds: readonly string[]): Promise<CheckpointWrite[]>
  /** Saves a checkpoint together with the values that are new with it. */
  save(checkpoint: Omit<Checkpoint, 'createdAt'>, values: readonly ChannelValue[]): Promise<void>
  /** Regular writes stay as they were first saved; special ones (negative positions) are replaced. */
  saveWrites(writes: readonly CheckpointWrite[]): Promise<void>
  hasThread(threadId: string): Promise<boolean>
  deleteThread(threadId: string): Promise<void>
  /** Threads that got no checkpoint since that time. */
  threadsIdleSince(time: Date): Promise<string[]>
}

export function createCheckpointRepository(database: Database, clock: Clock): CheckpointRepository {
  return {
    list({ threadId, namespace, checkpointId, beforeId, limit }) {
      return database.fork().find(
        Checkpoint,
        {
          ...(threadId === undefined ? {} : { threadId }),
          ...(namespace === undefined ? {} : { namespace }),
          ...(checkpointId === undefined ? {} : { checkpointId }),
          ...(beforeId === undefined ? {} : { $and: [{ checkpointId: { $lt: beforeId } }] }),
        },
        { orderBy: { checkpointId: 'desc' }, ...(limit === undefined ? {} : { limit }) },
      )
    },

    valuesOf: (threadId, namespace) => database.fork().find(ChannelValue, { threadId, namespace }),

    writesOf: (threadId, namespace, checkpointIds) =>
      database.fork().find(CheckpointWrite, { threadId, namespace, checkpointId: { $in: [...checkpointIds] } }),

    async save(checkpoint, values) {
      await transaction(database, async em => {
        if (values.length > 0) await em.upsertMany(ChannelValue, [...values])
        await em.upsert(Checkpoint, { ...checkpoint, createdAt: clock.now() })
      })
    },

    async saveWrites(writes) {
      const regular = writes.filter(write => write.position >= 0)
      const special = writes.filter(write => write.position < 0)
      await transaction(database, async em => {
        // Not by ignoring conflicts: MySQL would then also cut what does not fit instead of refusing it.
        if (regular.length > 0) await em.upsertMany(CheckpointWrite, regular, { onConflictMergeFields: ['threadId'] })
        if (special.length > 0) await em.upsertMany(CheckpointWrite, special)
      })
    },

    async hasThread(threadId) {
      return (await database.fork().count(Checkpoint, { threadId })) > 0
    },

    async deleteThread(threadId) {
      await transaction(database, async em => {
        await em.nativeDelete(CheckpointWrite, { threadId })
        await em.nativeDelete(ChannelValue, { threadId })
        await em.nativeDelete(Checkpoint, { threadId })
      })
    },

    async threadsIdleSince(time) {
      const em = database.fork()
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
    },
  }
}
