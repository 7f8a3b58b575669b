import type { CallOutcome, CircuitBreaker } from '@atelier/platform/circuit/circuitBreaker.ts'
import { type Send, SubgraphFailure } from './subgraphTransport.ts'

/** Refuses at once what would go to a subgraph that is left alone after too many failures. */
export function circuitBreaking(send: Send, circuit: CircuitBreaker): Send {
  return async request => {
    const permit = circuit.admit()
    if (permit === undefined) {
      const message = 'is left alone for a while, as it failed too often'
      throw new SubgraphFailure(request.service, 'circuit open', { message })
    }
    try {
      const reply = await send(request)
      circuit.settle(permit, reply.isTroubled ? 'failure' : 'success')
      return reply
    } catch (error) {
      circuit.settle(permit, outcomeOf(error))
      throw error
    }
  }
}

/** Errors inside an answer with another status than 500s are the caller's or the resolvers' affair: who tells them is there. */
function outcomeOf(error: unknown): CallOutcome {
  const isGivenUp = error instanceof SubgraphFailure && (error.reason === 'aborted' || error.reason === 'deadline')
  return isGivenUp ? 'unknown' : 'failure'
}
