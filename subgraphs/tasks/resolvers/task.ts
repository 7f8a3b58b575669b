import { isId } from '@atelier/platform/ids/ids.ts'
import type { Task } from '../data/task.ts'
import type { Context } from './context.ts'
import type { QueryResolvers } from './types.generated.ts'

/** The task if the caller can see it. */
export async function seenTask(id: string, { loaders, caller }: Context): Promise<Task | null> {
  const task = isId(id) ? await loaders.task.load(id) : null
  return task && (await caller.seesTask(task)) ? task : null
}

export const task: QueryResolvers['task'] = (_, { id }, context) => seenTask(id, context)
