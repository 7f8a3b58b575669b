import type { SubgraphFigures } from './subgraphMetrics.ts'
import { type Send, SubgraphFetchError, type SubgraphReply } from './subgraphTransport.ts'

/** Counts and times each subgraph request. */
export function measuring(send: Send, figures: SubgraphFigures): Send {
  return async request => {
    const begun = performance.now()
    let reply: SubgraphReply
    try {
      reply = await send(request)
    } catch (error) {
      const reason = error instanceof SubgraphFetchError ? error.reason : 'unreachable'
      if (reason === 'circuit open') figures.rejected()
      else figures.sent(reason, secondsSince(begun))
      throw error
    }
    figures.sent(reply.errors?.length ? 'errors' : 'answered', secondsSince(begun))
    return reply
  }
}

const secondsSince = (begun: number): number => (performance.now() - begun) / 1_000
