import type { CallerCircuits } from '@atelier/platform/circuit/callerCircuits.ts'
import type { CallOutcome } from '@atelier/platform/circuit/circuitBreaker.ts'
import { type Send, SubgraphFetchError, type SubgraphReply } from './subgraphTransport.ts'

/** Rejects at once what would go to a subgraph that is left alone after too many failures. */
export function circuitBreaking(send: Send, circuits: CallerCircuits): Send {
  return async request => {
    const permit = circuits.admit(request.source)
    if (permit === undefined) {
      const message = 'is left alone for a while, as it failed too often'
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
 * Errors inside an answer with another status than 500s are the caller's or the resolvers' affair: who tells them is
 * there. A subgraph that is too busy says so by 503.
 */
function outcomeOf({ isTroubled, retry }: SubgraphReply): CallOutcome {
  if (!isTroubled) return 'success'
  return retry ? 'failure' : 'suspect'
}

/** What was asked has no part in it when no connection was made, or when the subgraph did not take the request on. */
function outcomeOfError(error: unknown): CallOutcome {
  if (!(error instanceof SubgraphFetchError)) return 'failure'
  if (error.reason === 'aborted' || error.reason === 'deadline' || error.reason === 'busy') return 'unknown'
  return error.retry ? 'failure' : 'suspect'
}
