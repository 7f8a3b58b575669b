import { type BusMessage, decodeMessage } from '@atelier/platform/bus/message.ts'
import type { EntityManager } from '@atelier/platform/database/database.ts'
import { generationTasks } from '@atelier/schema/messages/topics.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { PipelineDeps } from '../deps.ts'
import { decideUndeliverable } from '../domain/lifecycle.ts'
import { decisionContext } from './decisionContext.ts'

/** Handles task messages that leave the outbox, in the transactions that delete them. */
export interface HandOver {
  /** Starts the leases, which an unavailable broker thus does not use up. */
  published(em: EntityManager, messages: readonly BusMessage[]): Promise<void>
  /** Fails the task: no retry can deliver its message. */
  undeliverable(em: EntityManager, message: BusMessage, reason: string): Promise<void>
}

export const createHandOver = (deps: PipelineDeps): HandOver => ({
  async published(em, messages) {
    const attempts = messages.flatMap(message => attemptOf(message) ?? [])
    const leaseUntil = new Date(deps.clock.now().getTime() + deps.settings.leaseMs)
    await deps.queue.startLeases(em, attempts, leaseUntil)
  },
  async undeliverable(em, message, reason) {
    const attempt = attemptOf(message)
    const task = attempt && (await deps.tasks.lock(em, attempt.taskId))
    if (!task || task.attempt !== attempt.attempt) return
    const context = decisionContext(deps)
    const change = decideUndeliverable(task, reason, context)
    if (change) await changeTask(em, task, change, context.now)
  },
})

function attemptOf(message: BusMessage): { taskId: string; attempt: number } | undefined {
  if (message.topic !== generationTasks.name) return undefined
  const decoded = decodeMessage(generationTasks, message)
  return 'value' in decoded ? { taskId: decoded.value.taskId, attempt: decoded.value.attempt } : undefined
}
