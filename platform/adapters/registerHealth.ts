import { noteIfUnavailable } from '../health/requiredAtStartup.ts'
import type { Service } from '../service/service.ts'

/** Adds a part's state to a service's readiness and metrics. */
export type RegisterHealth = (service: Pick<Service, 'health' | 'metrics'>) => void

/** A port whose server can be pinged; embedded adapters have no server. */
export interface Pingable {
  ping?(): Promise<void>
}

/**
 * Adds a readiness note for a port whose server is unavailable: the service is slower without it but still takes work.
 */
export function addReadinessCheck({ health }: Pick<Service, 'health'>, name: string, port: Pingable): void {
  health.add(
    name,
    noteIfUnavailable('the service continues without it', () => port.ping?.()),
  )
}
