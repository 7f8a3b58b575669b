import type { GenerationTask } from '@atelier/schema/messages/generation.ts'

/** One picture of a plan. */
export interface PlannedPicture {
  index: number
  /** The id that the artifact will have, whichever attempt finishes it. */
  artifactId: string
  seed: number
}

/** What is to be rendered for a task. */
export interface Plan {
  /** The words that the model gets. */
  prompt: string
  options: Record<string, unknown>
  pictures: PlannedPicture[]
}

/** Turns what a person asked for into what the model is asked for. */
export interface PromptPlanner {
  plan(task: GenerationTask, signal: AbortSignal): Promise<Plan>
}
