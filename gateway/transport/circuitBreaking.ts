import type { CallerCircuits } from '@atelier/platform/circuit/callerCircuits.ts'
import type { CallOutcome } from '@atelier/platform/circuit/circuitBreaker.ts'
import { type Send, SubgraphFetchError, type SubgraphReply } from './subgraphTransport.ts'

/** Rejects requests at once while the circuit of their subgraph is open. */
export function circuitBreaking(send: Send, circuits: CallerCircuits): Send {
  return async request => {
    const permit = circuits.admit(request.source)
    if (permit === undefined) {
      const message = 'circuit open after too many failures'
      throw new SubgraphFetchError(request.service, 'circuit open', { message })
    }
    try {
      const reply = await send(request)
      circuits.settle(permit, outcomeOf(reply))
      return reply
    } catch (error) {
      circuits.settle(permit, outcomeOfError(error))
      throw error
    }
  }
}

/**
 * A response with errors is a success for the circuit unless its status is 5xx: the subgraph is reachable. An
 * overloaded one responds with 503.
 */
function outcomeOf({ isTroubled, retry }: SubgraphReply): CallOutcome {
  if (!isTroubled) return 'success'
  return retry ? 'failure' : 'suspect'
}

/**
 * A failure without a connection, or of a request that the subgraph did not accept, is independent of the operation.
 */
function outcomeOfError(error: unknown): CallOutcome {
  if (!(error instanceof SubgraphFetchError)) return 'failure'
  if (error.reason === 'aborted' || error.reason === 'deadline' || error.reason === 'busy') return 'unknown'
  return error.retry ? 'failure' : 'suspect'
}
