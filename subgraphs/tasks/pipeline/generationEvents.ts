import { transaction } from '@atelier/platform/database/transaction.ts'
import type { GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { changeTask } from '../data/taskWriter.ts'
import type { PipelineDeps } from '../deps.ts'
import { applyEvent } from '../domain/lifecycle.ts'
import { decisionContext } from './decisionContext.ts'

/** Applies a worker's event to its task, in one transaction; idempotent, as a stale event has no effect. */
export async function applyGenerationEvent(deps: PipelineDeps, event: GenerationEvent): Promise<void> {
  const context = decisionContext(deps)
  await transaction(deps.database, async em => {
    const task = await deps.tasks.lock(em, event.taskId)
    const change = task && applyEvent(task, event, context)
    if (change) await changeTask(em, task, change, context.now)
  })
}
