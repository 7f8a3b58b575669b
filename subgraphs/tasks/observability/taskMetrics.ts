import { Counter, Gauge, Histogram, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { TaskJson } from '../data/task.ts'
import { isFinal } from '../domain/taskState.ts'
import type { QueueWatch } from '../watching/queueWatch.ts'

/** Measures the queue. @returns a listener for changed tasks. */
export function measureTasks(metrics: Metrics, queueWatch: QueueWatch): (tasks: readonly TaskJson[]) => void {
  const registers = [metrics.registry]
  new Gauge({
    name: 'active_generation_tasks',
    help: 'Tasks dispatched to workers.',
    labelNames: ['status'],
    registers,
    async collect() {
      const { queued, processing } = await queueWatch.now()
      this.set({ status: 'queued' }, queued)
      this.set({ status: 'processing' }, processing)
    },
  })
  new Gauge({
    name: 'waiting_generation_tasks',
    help: 'Tasks waiting in the queue.',
    registers,
    async collect() {
      this.set((await queueWatch.now()).pending)
    },
  })
  new Gauge({
    name: 'oldest_waiting_generation_task_seconds',
    help: 'Age of the oldest waiting task; 0 without any.',
    registers,
    async collect() {
      this.set((await queueWatch.now()).oldestPendingSeconds ?? 0)
    },
  })
  const finished = new Counter({
    name: 'finished_generation_tasks_total',
    help: 'Finished tasks by status.',
    labelNames: ['type', 'status'],
    registers,
  })
  const duration = new Histogram({
    name: 'generation_task_duration_seconds',
    help: 'Time from request to the end of a task.',
    labelNames: ['type', 'status'],
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600],
    registers,
  })
  return tasks => {
    for (const { type, status, createdAt, finishedAt } of tasks) {
      if (!isFinal(status) || createdAt === null || finishedAt === null) continue
      finished.inc({ type, status })
      duration.observe({ type, status }, (Date.parse(finishedAt) - Date.parse(createdAt)) / 1000)
    }
  }
}
