import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ArtifactMade } from '@atelier/schema/messages/generation.ts'
import type { Effects } from './effects.ts'
import type { Progress } from './progress.ts'

/** Hears how a run goes on. */
export interface Reporter {
  progress(progress: Progress): void
  /** A picture is in its final place. @param progress a ratio (0..1). */
  artifact(artifact: ArtifactMade, progress: number): void
}

/** One attempt's pass through the workflow. */
export interface Run {
  readonly attempt: number
  readonly report: Reporter
  readonly log: Logger
  /** The pictures that are rendered so far, in this attempt or an earlier one. */
  readonly done: Set<number>
  readonly effects: Effects
}
