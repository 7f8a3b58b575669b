import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A message that waits in a service's own database until the bus has taken it. */
export const OutboxMessage = defineEntity({
  name: 'OutboxMessage',
  tableName: 'outbox_messages',
  properties: {
    /** UUIDv7: rows sort in the order in which they were written. */
    id: p.string().length(36).primary(),
    topic: p.string().length(100),
    key: p.string().length(100),
    value: p.text(),
    headers: p.json<Record<string, string>>(),
    /** How often publishing it failed. */
    failures: p.integer().default(0),
    /** Not before this time: while a relay has it in hand, or after a failure. */
    availableAt: p.datetime(3),
    createdAt: p.datetime(3),
  },
  indexes: [{ properties: ['topic', 'id'] }],
})

export type OutboxMessage = InferEntity<typeof OutboxMessage>
