import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { FairConcurrencyLimit } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import { type Send, SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/**
 * Shares the turns at a subgraph fairly: no caller can have all of them, whatever it asks at once. An answer that has to
 * wait for room gives its turn away and keeps its connection, as it may wait for one that needs a turn.
 */
export function takingTurns(send: Send, limit: FairConcurrencyLimit): Send {
  function sendAndRelease(request: SubgraphRequest, source: CallSource): Promise<SubgraphReply> {
    let hasTurn = true
    const giveTurn = () => {
      if (hasTurn) limit.release(source)
      hasTurn = false
    }
    return send({ ...request, onPause: giveTurn }).finally(giveTurn)
  }

  async function sendLater(request: SubgraphRequest, source: CallSource): Promise<SubgraphReply> {
    const { service, signal } = request
    const outcome = await limit.acquire(source, signal)
    if (outcome === 'acquired') return sendAndRelease(request, source)
    if (outcome === 'aborted') throw new SubgraphFetchError(service, 'aborted', { message: 'the client went away' })
    throw new SubgraphFetchError(service, 'busy', { message: 'other requests were before this one for too long' })
  }

  return request => {
    const { source } = request
    if (!source) return send(request)
    return limit.tryAcquire(source) ? sendAndRelease(request, source) : sendLater(request, source)
  }
}
