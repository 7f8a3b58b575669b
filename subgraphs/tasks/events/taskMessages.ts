import type { EntityManager } from '@atelier/platform/database/database.ts'
import type { Outbox } from '@atelier/platform/outbox/outbox.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { parseTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import { generationControls, generationTasks } from '@atelier/schema/messages/topics.ts'
import { generationTaskOf } from '../data/generationTaskOf.ts'
import type { Task } from '../data/task.ts'

/** Messages to workers, published if the transaction commits; the trace of each is that of its task. */
export interface TaskMessages {
  /** Dispatches an attempt. */
  handOver(em: EntityManager, task: Task): void
  /** Cancels the task at the worker that may be on it. */
  cancel(em: EntityManager, task: Task): void
}

export function createTaskMessages({ outbox, clock }: { outbox: Outbox; clock: Clock }): TaskMessages {
  return {
    handOver(em, task) {
      const headers = { attempt: String(task.attempt) }
      outbox.add(em, generationTasks, { key: task.id, value: generationTaskOf(task), headers, trace: traceOf(task) })
    },
    cancel(em, task) {
      // Before the first attempt no worker knows the task.
      if (task.attempt === 0) return
      const value = { version: 1, taskId: task.id, kind: 'cancel', at: clock.now().toISOString() } as const
      outbox.add(em, generationControls, { key: task.id, value, trace: traceOf(task) })
    },
  }
}

const traceOf = ({ traceparent }: Task) => parseTraceparent(traceparent)
