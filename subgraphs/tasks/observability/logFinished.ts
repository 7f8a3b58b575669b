import type { Logger } from '@atelier/platform/log/logger.ts'
import { parseTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { TaskJson } from '../data/task.ts'
import { isFinal } from '../domain/taskState.ts'

/** Logs each finished task, with its ids. */
export function logFinished(tasks: readonly TaskJson[], log: Logger): void {
  for (const { id, status, attempt, requestedById, projectId, error, traceparent } of tasks) {
    if (!isFinal(status)) continue
    const traceId = parseTraceparent(traceparent)?.traceId
    const found = { taskId: id, userId: requestedById, projectId, traceId }
    log.info({ ...found, status, attempt, code: error?.code }, 'task finished')
  }
}
