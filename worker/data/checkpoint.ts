import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/**
 * A state of a workflow between two of its steps, without channel values: those are stored once per version, as
 * `ChannelValue`.
 */
export const Checkpoint = defineEntity({
  name: 'Checkpoint',
  tableName: 'checkpoints',
  properties: {
    /** The task's id. */
    threadId: p.string().length(64).primary(),
    /** Empty for the graph itself, else the path of a subgraph in it. */
    namespace: p.string().length(128).primary(),
    /** UUIDv6: sorts by creation time. */
    checkpointId: p.string().length(64).primary(),
    parentId: p.string().length(64).nullable(),
    /** The serializer's type of `checkpoint`. */
    checkpointType: p.string().length(20),
    checkpoint: p.blob(),
    metadataType: p.string().length(20),
    metadata: p.blob(),
    createdAt: p.datetime(3),
  },
  indexes: [{ properties: ['createdAt'] }],
})

export type Checkpoint = InferEntity<typeof Checkpoint>
