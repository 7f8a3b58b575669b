import { hash } from 'node:crypto'
import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { PickedHeaders } from '../protection/clientHeaders.ts'
import type { SubscriptionTransport, UpstreamRequest } from '../transport/subscriptionTransport.ts'
import { Membership } from './membership.ts'
import { IdleResults } from './sharedResults.ts'
import { type SubscriberSink, Upstream } from './upstream.ts'

export interface JoinOptions {
  /** Caller and address of the subscriber. */
  source: CallSource
  /** Headers of the subscriber that any subgraph gets. */
  clientHeaders?: PickedHeaders | undefined
  /** Key fields by entity type. */
  keyFields: ReadonlyMap<string, readonly string[]>
}

/** Maximum bytes of unclaimed results in the cache. */
const IDLE_BYTES = 4_194_304

/**
 * Upstream subscriptions to subgraphs, one for each distinct operation, variables, caller, address and headers of the
 * client, shared by its subscribers. They wait for room together, and its work is metered for one of them, so they must
 * have one source.
 *
 * A subscriber must receive the same events as on an upstream of its own. A later one joins only an upstream without
 * events so far, or with states of the one entity that the subscription names alone, of which it gets the latest.
 */
export class SharedUpstreams {
  readonly #transport: Pick<SubscriptionTransport, 'subscribe'>
  /** Upstreams to join, by key. */
  readonly #joinable = new Map<string, Upstream>()
  readonly #open = new Set<Upstream>()
  readonly #idle = new IdleResults(IDLE_BYTES)

  constructor(transport: Pick<SubscriptionTransport, 'subscribe'>) {
    this.#transport = transport
  }

  /** Open upstream subscriptions. */
  get size(): number {
    return this.#open.size
  }

  join(request: UpstreamRequest, options: JoinOptions, subscriber: SubscriberSink): Membership {
    return new Membership(subscriber, request, wanted => this.#upstreamFor(wanted, options))
  }

  #upstreamFor(request: UpstreamRequest, { source, keyFields, clientHeaders = {} }: JoinOptions): Upstream {
    const { url, operation, variables, extensions } = request
    const { caller, address } = source
    const { authorization = null } = extensions
    const about = [url, operation, variables, authorization, caller, address, clientHeaders]
    const key = hash('sha256', JSON.stringify(about))
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
