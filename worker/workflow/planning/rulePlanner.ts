import type { PromptPlanner } from './promptPlanner.ts'

/** Seeds are below this, as in the message that they come in. */
const SEEDS = 2 ** 31

/**
 * Plans without a language model: the prompt with its spaces in order, and one seed after the other.
 * @param options.newId makes the artifacts' ids.
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
