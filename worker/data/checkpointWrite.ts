import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** What one node wrote after a checkpoint, kept so that the node need not run again when others of its step failed. */
export const CheckpointWrite = defineEntity({
  name: 'CheckpointWrite',
  tableName: 'checkpoint_writes',
  properties: {
    threadId: p.string().length(64).primary(),
    namespace: p.string().length(128).primary(),
    checkpointId: p.string().length(64).primary(),
    /** The run of a node, not a task of ours. */
    nodeRunId: p.string().length(64).primary(),
    /** The place among the run's writes; negative for the special ones (errors, interrupts). */
    position: p.integer().unsigned(false).primary(),
    /** Orders the runs of one step; empty when the writer gave none. */
    path: p.string().length(255),
    channel: p.string().length(128),
    type: p.string().length(20),
    value: p.blob(),
  },
})

export type CheckpointWrite = InferEntity<typeof CheckpointWrite>
