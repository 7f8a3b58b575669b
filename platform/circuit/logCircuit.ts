import type { Logger } from '../log/logger.ts'
import type { CircuitState } from './circuitBreaker.ts'

/** Logs a changed state of the circuit of a subgraph. */
export function logCircuit(log: Logger, serviceName: string, state: CircuitState): void {
  if (state === 'open') log.warn({ serviceName }, 'circuit opened')
  else log.info({ serviceName, state }, state === 'closed' ? 'circuit closed' : 'circuit half open')
}
