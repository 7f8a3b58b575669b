import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A node's writes after a checkpoint, stored so that the node is not rerun when others of its step failed. */
export const CheckpointWrite = defineEntity({
  name: 'CheckpointWrite',
  tableName: 'checkpoint_writes',
  properties: {
    threadId: p.string().length(64).primary(),
    namespace: p.string().length(128).primary(),
    checkpointId: p.string().length(64).primary(),
    /** The run of a node, not a generation task. */
    nodeRunId: p.string().length(64).primary(),
    /** The position among the run's writes; negative for special ones (errors, interrupts). */
    position: p.integer().unsigned(false).primary(),
    /** Orders the runs of one step; empty when LangGraph gave none. */
    path: p.string().length(255),
    channel: p.string().length(128),
    type: p.string().length(20),
    value: p.blob(),
  },
})

export type CheckpointWrite = InferEntity<typeof CheckpointWrite>
