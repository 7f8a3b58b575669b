import type { GenerationTask } from '@atelier/schema/messages/generation.ts'

/** One picture of a plan. */
export interface PlannedPicture {
  index: number
  /** The id of its artifact, whichever attempt finishes it. */
  artifactId: string
  seed: number
}

/** The pictures to render for a task. */
export interface Plan {
  /** The prompt for the model. */
  prompt: string
  options: Record<string, unknown>
  pictures: PlannedPicture[]
}

/** Plans a task's request as requests to the model. */
export interface PromptPlanner {
  plan(task: GenerationTask, signal: AbortSignal): Promise<Plan>
}
