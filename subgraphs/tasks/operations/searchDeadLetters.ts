import type { Connection, PageArgs } from '@atelier/platform/graphql/connection.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { DeadLetter } from '../data/deadLetter.ts'
import type { TasksDeps } from '../deps.ts'

/** A page of the dead letters, newest first. */
export async function searchDeadLetters(
  { deadLetters }: Pick<TasksDeps, 'deadLetters'>,
  _: TaskCaller,
  page: PageArgs,
): Promise<Connection<DeadLetter>> {
  return deadLetters.page(page)
}
