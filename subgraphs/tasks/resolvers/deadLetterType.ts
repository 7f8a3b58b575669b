import type { DeadLetterResolvers } from './types.generated.ts'

export const DeadLetter: DeadLetterResolvers = {
  payload: ({ value }) => {
    try {
      return JSON.parse(value)
    } catch {
      // What is no JSON is shown as the text that it is.
      return value
    }
  },
  task: ({ taskId }, _, { loaders }) => (taskId === null ? null : loaders.task.load(taskId)),
}
