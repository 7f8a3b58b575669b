import type { Connection } from '@atelier/platform/graphql/connection.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A message that could not be read, or a task that was given up, for an administrator to look at. */
export const DeadLetter = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letters',
  properties: {
    /** UUIDv7: they sort in the order in which they came. */
    id: p.string().length(36).primary(),
    topic: p.string().length(100),
    key: p.string().length(200).fieldName('message_key'),
    reason: p.text(),
    /** The message as it was. */
    value: p.text(),
    headers: p.json<Record<string, string>>(),
    /** The task that was given up; `null` for a message that could not be read. */
    taskId: p.string().length(36).strictNullable(),
    createdAt: p.datetime(3),
    redrivenAt: p.datetime(3).strictNullable(),
  },
  indexes: [{ properties: ['taskId'] }, { properties: ['redrivenAt'] }],
})

export type DeadLetter = InferEntity<typeof DeadLetter>

export type DeadLetterConnection = Connection<DeadLetter>
