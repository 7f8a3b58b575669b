import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** The metrics of one service, in its own registry so that several services can share a process. */
export interface Metrics {
  /** The label `service` of each sample. */
  readonly service: string
  readonly registry: Registry
  /** Records one HTTP response. */
  observeRequest(request: { method: string; path: string; status: number; seconds: number }): void
}

/** @param options.processMetrics whether to add CPU, memory and event-loop metrics; for one service per process. */
export function createMetrics(options: { service: string; processMetrics?: boolean }): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service: options.service })
  if (options.processMetrics) collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'path', 'status'] as const
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to the first byte of HTTP responses.',
    labelNames,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const total = new Counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered.',
    labelNames,
    registers: [registry],
  })
  return {
    service: options.service,
    registry,
    observeRequest({ method, path, status, seconds }) {
      const labels = { method, path, status: String(status) }
      duration.observe(labels, seconds)
      total.inc(labels)
    },
  }
}
