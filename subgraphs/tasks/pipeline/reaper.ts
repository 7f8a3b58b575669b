import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { generationTasks } from '@atelier/schema/messages/topics.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { PipelineDeps } from '../deps.ts'
import { decideAbandoned, decideExpiredLease } from '../domain/lifecycle.ts'
import { decisionContext } from './decisionContext.ts'

const BATCH = 50

/** Requeues tasks whose leases have expired. */
export const createReaper = (deps: PipelineDeps): PollLoop =>
  createPollLoop({ name: 'reaper', pollMs: deps.settings.pollMs, log: deps.log, round: () => reap(deps) })

function reap(deps: PipelineDeps): Promise<boolean> {
  const context = decisionContext(deps)
  return transaction(deps.database, async em => {
    const expired = await deps.queue.expired(em, context.now, BATCH)
    for (const task of expired) {
      const change = decideExpiredLease(task, context)
      if (!change) continue
      deps.log.warn({ taskId: task.id, attempt: task.attempt, status: task.status }, 'lease expired')
      await changeTask(em, task, change, context.now)
    }
    return expired.length === BATCH
  })
}

/**
 * Requeues tasks in flight of a killed process, where no other process can have them: those whose messages have left
 * the outbox. The others will be published as usual.
 */
export async function requeueAbandoned(deps: PipelineDeps): Promise<void> {
  let more = true
  while (more) {
    const context = decisionContext(deps)
    more = await transaction(deps.database, async em => {
      const abandoned = await deps.queue.handedOver(em, generationTasks.name, BATCH)
      for (const task of abandoned) {
        const change = decideAbandoned(task, context)
        if (change) await changeTask(em, task, change, context.now)
      }
      return abandoned.length === BATCH
    })
  }
}
