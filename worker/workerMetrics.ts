import { Counter, Gauge, Histogram, type Metrics } from '@atelier/platform/metrics/metrics.ts'
import type { Outcome } from './intake/attempt.ts'
import type { Lane } from './intake/lane.ts'

/** Metrics of a worker. */
export interface WorkerMetrics {
  ended(lane: string, outcome: Outcome): void
  rendered(model: string, seconds: number): void
  /** Measures the lanes whenever the metrics are read. */
  watch(lanes: readonly Lane[]): void
}

export function createWorkerMetrics({ registry }: Metrics): WorkerMetrics {
  const registers = [registry]
  const ended = new Counter({
    name: 'worker_attempts_total',
    help: 'Ended attempts by lane and outcome.',
    labelNames: ['lane', 'outcome'],
    registers,
  })
  const rendered = new Histogram({
    name: 'image_render_seconds',
    help: 'Duration of image model calls.',
    labelNames: ['model'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120],
    registers,
  })
  return {
    ended: (lane, outcome) => ended.inc({ lane, outcome }),
    rendered: (model, seconds) => rendered.observe({ model }, seconds),
    watch(lanes) {
      new Gauge({
        name: 'worker_lane_tasks',
        help: 'Tasks in a lane by state: running or waiting.',
        labelNames: ['lane', 'state'],
        registers,
        collect() {
          for (const { name, running, waiting } of lanes) {
            this.set({ lane: name, state: 'running' }, running)
            this.set({ lane: name, state: 'waiting' }, waiting)
          }
        },
      })
    },
  }
}
