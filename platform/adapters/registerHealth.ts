import { noteIfAway } from '../health/requiredAtStartup.ts'
import type { Service } from '../service/service.ts'

/** Shows in a service's readiness and metrics how something of it is. */
export type RegisterHealth = (service: Pick<Service, 'health' | 'metrics'>) => void

/** A port whose server can be asked whether it is there; an embedded one has no server. */
export interface Pingable {
  ping?(): Promise<void>
}

/**
 * Notes in a service's readiness when a port's server is away: without it the service is slower and can take work all
 * the same.
 */
export function addReadinessCheck({ health }: Pick<Service, 'health'>, name: string, port: Pingable): void {
  health.add(
    name,
    noteIfAway('the service does without', () => port.ping?.()),
  )
}
