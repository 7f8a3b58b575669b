import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A message in a service's own database, until it is published. */
export const OutboxMessage = defineEntity({
  name: 'OutboxMessage',
  tableName: 'outbox_messages',
  properties: {
    /** UUIDv7: rows sort by insertion time. */
    id: p.string().length(36).primary(),
    topic: p.string().length(100),
    key: p.string().length(100),
    value: p.text(),
    headers: p.json<Record<string, string>>(),
    /** Failed attempts to publish it. */
    failures: p.integer().default(0),
    /** Not before this time: its claim by a relay, or its backoff. */
    availableAt: p.datetime(3),
    createdAt: p.datetime(3),
  },
  indexes: [{ properties: ['topic', 'id'] }],
})

export type OutboxMessage = InferEntity<typeof OutboxMessage>
