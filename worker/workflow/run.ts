import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ArtifactMade } from '@atelier/schema/messages/generation.ts'
import type { Effects } from './effects.ts'
import type { Progress } from './progress.ts'

/** Reports the progress of a run. */
export interface Reporter {
  progress(progress: Progress): void
  /** A picture is stored. @param progress a ratio (0..1). */
  artifact(artifact: ArtifactMade, progress: number): void
}

/** A run of the workflow for one attempt. */
export interface Run {
  readonly attempt: number
  readonly report: Reporter
  readonly log: Logger
  /** Pictures rendered so far, in this attempt or an earlier one. */
  readonly done: Set<number>
  readonly effects: Effects
}
