import { z } from 'zod'
import { anyObject, taskRequest } from './taskRequest.ts'

const version = z.literal(1)
const taskId = z.uuid()
/** The dispatch of the task that a message belongs to; messages of earlier attempts are stale. */
const attempt = z.number().int().min(1)
const instant = z.iso.datetime()

/** A dispatched task. */
export const generationTask = z.looseObject({
  ...taskRequest.shape,
  version,
  taskId,
  attempt,
  projectId: z.uuid(),
  requestedBy: z.uuid(),
  /** Empty for none, as a stored request distinguishes that from an empty object. */
  options: anyObject,
})
export type GenerationTask = z.infer<typeof generationTask>

/** A picture that a worker has stored. */
export const artifactMade = z.looseObject({
  id: z.uuid(),
  index: z.number().int().min(0),
  key: z.string(),
  contentType: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
  seed: z.number().int().nullable(),
  model: z.string(),
})
export type ArtifactMade = z.infer<typeof artifactMade>

const event = {
  version,
  taskId,
  attempt,
  at: instant,
  /** Counts the attempt's events from 1. */ sequence: z.number().int().min(1),
}

/** An event of a task's attempt, from its worker. */
export const generationEvent = z.discriminatedUnion('kind', [
  z.looseObject({ ...event, kind: z.literal('started'), worker: z.string() }),
  z.looseObject({ ...event, kind: z.literal('progress'), progress: z.number().min(0).max(1), stage: z.string() }),
  z.looseObject({ ...event, kind: z.literal('artifact'), artifact: artifactMade, progress: z.number().min(0).max(1) }),
  z.looseObject({ ...event, kind: z.literal('completed'), artifacts: z.array(artifactMade), model: z.string() }),
  z.looseObject({
    ...event,
    kind: z.literal('failed'),
    error: z.looseObject({ code: z.string(), message: z.string(), retryable: z.boolean() }),
  }),
  /** A heartbeat. */
  z.looseObject({ ...event, kind: z.literal('heartbeat') }),
  /** The worker is shutting down and has released the attempt, which does not count as failed. */
  z.looseObject({ ...event, kind: z.literal('released') }),
])
export type GenerationEvent = z.infer<typeof generationEvent>

/** A command of the tasks service to the worker that may be processing a task. */
export const generationControl = z.looseObject({ version, taskId, kind: z.literal('cancel'), at: instant })
export type GenerationControl = z.infer<typeof generationControl>
