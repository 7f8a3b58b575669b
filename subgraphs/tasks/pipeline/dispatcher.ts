import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { PipelineDeps } from '../deps.ts'
import { scheduleFairly } from '../domain/fairQueue.ts'
import { decideDispatch } from '../domain/lifecycle.ts'

/**
 * Dispatches due tasks to workers, fairly between users, up to the limits of tasks in flight.
 *
 * Any number of dispatchers may share a database: each skips rows locked by others. Each counts tasks in flight for
 * itself, so concurrent ones may together exceed a limit by what they dispatch at that moment.
 */
export const createDispatcher = (deps: PipelineDeps): PollLoop =>
  createPollLoop({
    name: 'dispatcher',
    pollMs: deps.settings.pollMs,
    log: deps.log,
    // Another task of the same user may be due.
    round: async () => (await dispatch(deps)) > 0,
  })

/** @returns how many tasks were dispatched. */
function dispatch(deps: PipelineDeps): Promise<number> {
  const { queue, settings, clock, database } = deps
  const now = clock.now()
  const caps = { perUser: settings.inFlightPerUser, total: settings.inFlightTotal }
  return transaction(database, async em => {
    const inFlight = await queue.inFlightByUser(em)
    const total = [...inFlight.values()].reduce((sum, count) => sum + count, 0)
    if (total >= caps.total) return 0
    const waiting = await queue.queuedUsers(em, { now, inFlight, perUser: caps.perUser, limit: caps.total - total })
    let served = 0
    for (const userId of scheduleFairly(waiting, total, caps)) {
      if (await serve(em, userId, now, deps)) served++
    }
    return served
  })
}

async function serve(em: EntityManager, userId: string, now: Date, deps: PipelineDeps): Promise<boolean> {
  const task = await deps.queue.bestOf(em, userId, now)
  const change = task && decideDispatch(task, now)
  if (!change) return false
  await changeTask(em, task, change, now)
  deps.messages.handOver(em, task)
  await deps.queue.markServed(em, userId, now)
  // The user's next turn must not find the same task.
  await em.flush()
  return true
}
