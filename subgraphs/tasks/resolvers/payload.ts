import type { Result } from '@atelier/platform/errors/result.ts'
import type { Task } from '../data/task.ts'

/** How a change of a task went. */
export const toTaskPayload = (result: Result<Task>) =>
  result.ok ? { task: result.value, userErrors: [] } : { task: null, userErrors: result.userErrors }
