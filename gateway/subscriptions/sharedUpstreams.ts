import type { SubgraphFailure, SubgraphReply } from '../transport/subgraphTransport.ts'
import type { SubscriptionTransport, UpstreamRequest, UpstreamSink } from '../transport/webSocketTransport.ts'
import { type EventIdentity, identifyEvent } from './eventIdentity.ts'

/** What one subscriber hears of a shared subscription. The event belongs to all: it must not be changed. */
export interface SubscriberSink {
  next(event: SubgraphReply, identity: EventIdentity): void
  failed(cause: SubgraphFailure): void
  completed(): void
}

/** States of entities that are kept for later subscribers at most; a stream of more is not shared with those. */
const KEPT_STATES = 500

/**
 * Subscriptions to subgraphs, one for each distinct operation, variables and caller, however many subscribers it has.
 *
 * A subscriber expects to begin with what is now. One that comes later shares a subscription only where that can be
 * given from what went by: where nothing did yet, or where events are states of entities that count their versions.
 */
export class SharedUpstreams {
  readonly #transport: Pick<SubscriptionTransport, 'subscribe'>
  /** Those that a subscriber may still join, by what they are about. */
  readonly #joinable = new Map<string, Upstream>()
  readonly #open = new Set<Upstream>()

  constructor(transport: Pick<SubscriptionTransport, 'subscribe'>) {
    this.#transport = transport
  }

  /** Subscriptions to subgraphs that are open now. */
  get size(): number {
    return this.#open.size
  }

  /**
   * @param keyFields entity types to their key fields.
   * @returns a function that leaves; the last to leave ends the subscription.
   */
  join(
    request: UpstreamRequest,
    keyFields: ReadonlyMap<string, readonly string[]>,
    subscriber: SubscriberSink,
  ): () => void {
    const { url, operation, variables, extensions } = request
    const key = JSON.stringify([url, operation, variables, extensions.authorization ?? null])
    const known = this.#joinable.get(key)
    if (known?.isOpenToMore) return known.add(subscriber)
    const upstream: Upstream = new Upstream(keyFields, () => {
      this.#open.delete(upstream)
      if (this.#joinable.get(key) === upstream) this.#joinable.delete(key)
    })
    this.#open.add(upstream)
    this.#joinable.set(key, upstream)
    upstream.open(this.#transport, request)
    return upstream.add(subscriber)
  }
}

class Upstream implements UpstreamSink {
  readonly #keyFields: ReadonlyMap<string, readonly string[]>
  readonly #onEnd: () => void
  readonly #subscribers = new Set<SubscriberSink>()
  readonly #states = new Map<string, { event: SubgraphReply; identity: EventIdentity; isStale: boolean }>()
  #unsubscribe = () => {}

  /** Whether a subscriber that comes now would miss nothing. */
  isOpenToMore = true

  constructor(keyFields: ReadonlyMap<string, readonly string[]>, onEnd: () => void) {
    this.#keyFields = keyFields
    this.#onEnd = onEnd
  }

  open(transport: Pick<SubscriptionTransport, 'subscribe'>, request: UpstreamRequest): void {
    this.#unsubscribe = transport.subscribe(request, this)
  }

  add(subscriber: SubscriberSink): () => void {
    this.#subscribers.add(subscriber)
    for (const { event, identity } of this.#states.values()) subscriber.next(event, identity)
    return () => {
      if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return
      this.#onEnd()
      this.#unsubscribe()
    }
  }

  next(event: SubgraphReply): void {
    const identity = identifyEvent(event, this.#keyFields)
    if (this.#isRepeated(identity)) return
    this.#remember(event, identity)
    for (const subscriber of this.#subscribers) subscriber.next(event, identity)
  }

  resumed(): void {
    for (const state of this.#states.values()) state.isStale = true
  }

  failed(cause: SubgraphFailure): void {
    this.#onEnd()
    for (const subscriber of this.#subscribers) subscriber.failed(cause)
  }

  completed(): void {
    this.#onEnd()
    for (const subscriber of this.#subscribers) subscriber.completed()
  }

  /** After a loss the subgraph begins with the state that it has: if that is known already it is no news. */
  #isRepeated({ of, version }: EventIdentity): boolean {
    const state = this.#states.get(of)
    if (!state?.isStale || version === undefined || state.identity.version === undefined) return false
    state.isStale = false
    return version <= state.identity.version
  }

  #remember(event: SubgraphReply, identity: EventIdentity): void {
    if (identity.version === undefined || event.errors?.length) {
      this.isOpenToMore = false
      return
    }
    this.#states.delete(identity.of)
    this.#states.set(identity.of, { event, identity, isStale: false })
    if (this.#states.size > KEPT_STATES) {
      this.isOpenToMore = false
      const [oldest] = this.#states.keys()
      if (oldest !== undefined) this.#states.delete(oldest)
    }
  }
}
