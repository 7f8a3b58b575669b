import type { TaskStatus } from './taskState.ts'

/** Task counts by status, with their total. */
export const toStatusCounts = (counts: ReadonlyMap<TaskStatus, number>) => ({
  total: [...counts.values()].reduce((sum, count) => sum + count, 0),
  pending: counts.get('PENDING') ?? 0,
  queued: counts.get('QUEUED') ?? 0,
  processing: counts.get('PROCESSING') ?? 0,
  completed: counts.get('COMPLETED') ?? 0,
  failed: counts.get('FAILED') ?? 0,
  canceled: counts.get('CANCELED') ?? 0,
})
