import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { FairConcurrencyLimit } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import { type Send, SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/**
 * Limits concurrent requests to a subgraph fairly: no caller can have all slots. A response that waits for room
 * releases its slot and keeps its connection, as it may wait for one that needs a slot.
 */
export function takingTurns(send: Send, limit: FairConcurrencyLimit): Send {
  function sendAndRelease(request: SubgraphRequest, source: CallSource): Promise<SubgraphReply> {
    let hasSlot = true
    const releaseSlot = () => {
      if (hasSlot) limit.release(source)
      hasSlot = false
    }
    return send({ ...request, onPause: releaseSlot }).finally(releaseSlot)
  }

  async function sendLater(request: SubgraphRequest, source: CallSource): Promise<SubgraphReply> {
    const { service, signal } = request
    const outcome = await limit.acquire(source, signal)
    if (outcome === 'acquired') return sendAndRelease(request, source)
    if (outcome === 'aborted') throw new SubgraphFetchError(service, 'aborted', { message: 'the client disconnected' })
    throw new SubgraphFetchError(service, 'busy', { message: 'queued behind other requests for too long' })
  }

  return request => {
    const { source } = request
    if (!source) return send(request)
    return limit.tryAcquire(source) ? sendAndRelease(request, source) : sendLater(request, source)
  }
}
