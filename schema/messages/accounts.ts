import { z } from 'zod'

const base = { version: z.literal(1), at: z.iso.datetime() }

/** A change of an account. */
export const userEvent = z.looseObject({
  ...base,
  kind: z.enum(['created', 'updated', 'deleted']),
  userId: z.uuid(),
})
export type UserEvent = z.infer<typeof userEvent>

/** A change of a project. */
export const projectEvent = z.looseObject({
  ...base,
  kind: z.enum(['created', 'updated', 'archived', 'restored', 'deleted', 'memberChanged']),
  projectId: z.uuid(),
  ownerId: z.uuid(),
})
export type ProjectEvent = z.infer<typeof projectEvent>
