import { z } from 'zod'

/** An unreadable message, unchanged. */
export const deadLetterMessage = z.looseObject({
  version: z.literal(1),
  topic: z.string(),
  key: z.string(),
  value: z.string(),
  headers: z.record(z.string(), z.string()),
  reason: z.string(),
  /** The consumer that could not read it. */
  service: z.string(),
  at: z.iso.datetime(),
})
export type DeadLetterMessage = z.infer<typeof deadLetterMessage>
