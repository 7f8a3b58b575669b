import type { ModelRegistry } from '../models/modelRegistry.ts'
import { modelFor } from './modelFor.ts'
import type { PromptPlanner } from './planning/promptPlanner.ts'
import { afterPlanning } from './progress.ts'
import type { Node } from './state.ts'

/** Plans the pictures to render, after checking that the model exists. */
export const plan =
  (planner: PromptPlanner, models: ModelRegistry): Node =>
  async ({ task }, run, signal) => {
    modelFor(task, models)
    const made = await planner.plan(task, signal)
    run.report.progress(afterPlanning())
    return { planned: made }
  }
