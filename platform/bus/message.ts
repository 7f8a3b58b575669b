import type { z } from 'zod'
import { messageOf } from '../errors/messageOf.ts'

/** A stream of messages of one shape; the schemas are in `@atelier/schema/messages`. */
export interface Topic<T> {
  name: string
  schema: z.ZodType<T>
}

/** An encoded message. */
export interface BusMessage {
  topic: string
  /** Messages with the same key keep their order. */
  key: string
  /** JSON text. */
  value: string
  headers: Record<string, string>
}

/** @throws z.ZodError when the value does not match the topic's schema: a bug in the publisher. */
export const encodeMessage = <T>(topic: Topic<T>, value: T): string => JSON.stringify(topic.schema.parse(value))

/** A message as a consumer receives it. */
export interface Received<T> {
  key: string
  value: T
  headers: Record<string, string>
}

/** Decodes a message; gives the reason as text when it does not match the topic's schema. */
export function decodeMessage<T>(topic: Topic<T>, message: BusMessage): { value: T } | { unreadable: string } {
  try {
    const result = topic.schema.safeParse(JSON.parse(message.value))
    if (result.success) return { value: result.data }
    return { unreadable: result.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ') }
  } catch (error) {
    return { unreadable: messageOf(error) }
  }
}
