import type { PromptPlanner } from './promptPlanner.ts'

/** Exclusive maximum of seeds, as in the task's message. */
const SEEDS = 2 ** 31

/**
 * Plans without a language model: the prompt with normalized spaces, and consecutive seeds.
 * @param options.newId creates the artifacts' ids.
 */
export function createRulePlanner({ newId }: { newId: () => string }): PromptPlanner {
  return {
    async plan(task) {
      return {
        prompt: task.prompt.normalize('NFC').replace(/\s+/gu, ' ').trim(),
        options: task.options,
        pictures: Array.from({ length: task.count }, (_, index) => ({
          index,
          artifactId: newId(),
          seed: (task.seed + index) % SEEDS,
        })),
      }
    },
  }
}
