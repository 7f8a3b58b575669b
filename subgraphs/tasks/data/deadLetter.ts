import type { Connection } from '@atelier/platform/graphql/connection.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** An unreadable message, or a task that failed for good, for administrators. */
export const DeadLetter = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letters',
  properties: {
    /** UUIDv7: sorts by time of arrival. */
    id: p.string().length(36).primary(),
    topic: p.string().length(100),
    key: p.string().length(200).fieldName('message_key'),
    reason: p.text(),
    /** The original message. */
    value: p.text(),
    headers: p.json<Record<string, string>>(),
    /** The failed task; `null` for an unreadable message. */
    taskId: p.string().length(36).strictNullable(),
    createdAt: p.datetime(3),
    redrivenAt: p.datetime(3).strictNullable(),
  },
  indexes: [{ properties: ['taskId'] }, { properties: ['redrivenAt'] }],
})

export type DeadLetter = InferEntity<typeof DeadLetter>

export type DeadLetterConnection = Connection<DeadLetter>
