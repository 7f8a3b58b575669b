import type { TaskStatus } from './taskState.ts'

/** How many tasks have which status, and how many there are. */
export const toStatusCounts = (counts: ReadonlyMap<TaskStatus, number>) => ({
  total: [...counts.values()].reduce((sum, count) => sum + count, 0),
  pending: counts.get('PENDING') ?? 0,
  queued: counts.get('QUEUED') ?? 0,
  processing: counts.get('PROCESSING') ?? 0,
  completed: counts.get('COMPLETED') ?? 0,
  failed: counts.get('FAILED') ?? 0,
  canceled: counts.get('CANCELED') ?? 0,
})
