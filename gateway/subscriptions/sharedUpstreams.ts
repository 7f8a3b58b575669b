import { hash } from 'node:crypto'
import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { SubscriptionTransport, UpstreamRequest } from '../transport/webSocketTransport.ts'
import { Membership } from './membership.ts'
import { IdleResults } from './sharedResults.ts'
import { type SubscriberSink, Upstream } from './upstream.ts'

export interface JoinOptions {
  /** Who subscribes, and from where. */
  source: CallSource
  /** Entity types to their key fields. */
  keyFields: ReadonlyMap<string, readonly string[]>
}

/** Bytes of results that are kept although nobody sends them at the moment. */
const IDLE_BYTES = 4_194_304

/**
 * Subscriptions to subgraphs, one for each distinct operation, variables and caller at one address, however many
 * subscribers it has. Those who share it wait for room together, and its work is charged to one of them: they must be one
 * source.
 *
 * A subscriber expects to hear what it would hear alone. One that comes later shares a subscription only where nothing
 * went by yet, or only states of the one entity that the subscription names, of which it is told the latest.
 */
export class SharedUpstreams {
  readonly #transport: Pick<SubscriptionTransport, 'subscribe'>
  /** Those that a subscriber may still join, by what they are about. */
  readonly #joinable = new Map<string, Upstream>()
  readonly #open = new Set<Upstream>()
  readonly #idle = new IdleResults(IDLE_BYTES)

  constructor(transport: Pick<SubscriptionTransport, 'subscribe'>) {
    this.#transport = transport
  }

  /** Subscriptions to subgraphs that are open now. */
  get size(): number {
    return this.#open.size
  }

  join(request: UpstreamRequest, options: JoinOptions, subscriber: SubscriberSink): Membership {
    return new Membership(subscriber, request, wanted => this.#upstreamFor(wanted, options))
  }

  #upstreamFor(request: UpstreamRequest, { source, keyFields }: JoinOptions): Upstream {
    const { url, operation, variables, extensions } = request
    const { caller, address } = source
    const { authorization = null } = extensions
    const key = hash('sha256', JSON.stringify([url, operation, variables, authorization, caller, address]))
    const known = this.#joinable.get(key)
    if (known?.isOpenToMore) return known
    const onEnd = () => {
      this.#open.delete(upstream)
      if (this.#joinable.get(key) === upstream) this.#joinable.delete(key)
    }
    const upstream = new Upstream({ keyFields, idle: this.#idle, onEnd })
    this.#open.add(upstream)
    this.#joinable.set(key, upstream)
    upstream.open(this.#transport, request)
    return upstream
  }
}
