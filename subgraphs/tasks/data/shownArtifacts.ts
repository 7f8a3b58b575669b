import type { Artifact } from './artifact.ts'
import type { Task } from './task.ts'

/** Whether a picture shows: those of the attempt that is going on or that has completed. */
export const showsArtifact = (task: Task, artifact: Artifact): boolean =>
  artifact.attempt === task.attempt && (task.status === 'PROCESSING' || task.status === 'COMPLETED')
