import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A version of one channel's value, shared by all checkpoints with this version. */
export const ChannelValue = defineEntity({
  name: 'ChannelValue',
  tableName: 'checkpoint_values',
  properties: {
    threadId: p.string().length(64).primary(),
    namespace: p.string().length(128).primary(),
    channel: p.string().length(128).primary(),
    version: p.string().length(64).primary(),
    type: p.string().length(20),
    value: p.blob(),
  },
})

export type ChannelValue = InferEntity<typeof ChannelValue>
