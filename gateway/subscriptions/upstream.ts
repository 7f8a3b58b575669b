import type { SubgraphFailure, SubgraphReply } from '../transport/subgraphTransport.ts'
import type { SubscriptionTransport, UpstreamRequest, UpstreamSink } from '../transport/webSocketTransport.ts'
import { type EventIdentity, identifyEvent } from './eventIdentity.ts'
import { SharedResults } from './sharedResults.ts'

/** An event on its way to subscribers. It belongs to all of them: it must not be changed. */
export interface Delivery {
  event: SubgraphReply
  identity: EventIdentity
  /** What is made of the event, as JSON, for those who want the same. */
  results: SharedResults<string>
  /** Aborted when nobody is left who could want a result. */
  signal: AbortSignal
}

/** What one subscriber hears of a shared subscription. */
export interface SubscriberSink {
  next(delivery: Delivery): void
  failed(cause: SubgraphFailure): void
  completed(): void
}

/** States of entities that are kept for later subscribers at most; a stream of more is not shared with those. */
const KEPT_STATES = 500

/** One subscription to a subgraph and its subscribers. */
export class Upstream implements UpstreamSink {
  readonly #keyFields: ReadonlyMap<string, readonly string[]>
  readonly #onEnd: () => void
  readonly #subscribers = new Set<SubscriberSink>()
  readonly #states = new Map<string, { event: SubgraphReply; identity: EventIdentity; isStale: boolean }>()
  readonly #abandoned = new AbortController()
  #unsubscribe = () => {}

  /** Whether a subscriber that comes now would miss nothing. */
  isOpenToMore = true

  /** @param keyFields entity types to their key fields. */
  constructor(keyFields: ReadonlyMap<string, readonly string[]>, onEnd: () => void) {
    this.#keyFields = keyFields
    this.#onEnd = onEnd
  }

  open(transport: Pick<SubscriptionTransport, 'subscribe'>, request: UpstreamRequest): void {
    this.#unsubscribe = transport.subscribe(request, this)
  }

  /** The subscriber hears at once what is now, as far as that is known. */
  add(subscriber: SubscriberSink): void {
    this.#subscribers.add(subscriber)
    for (const { event, identity } of this.#states.values()) subscriber.next(this.#delivery(event, identity))
  }

  /**
   * The last to leave ends the subscription.
   * @param options.isGone whether the subscriber does not want what it heard already either.
   */
  remove(subscriber: SubscriberSink, options: { isGone: boolean }): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return
    this.#onEnd()
    this.#unsubscribe()
    if (options.isGone) this.#abandoned.abort()
  }

  /** The versions of entities that went by, as far as they are kept. */
  versions(): Map<string, number> {
    return new Map([...this.#states].map(([of, { identity }]) => [of, identity.version ?? 0]))
  }

  next(event: SubgraphReply): void {
    const identity = identifyEvent(event, this.#keyFields)
    if (this.#isRepeated(identity)) return
    this.#remember(event, identity)
    const delivery = this.#delivery(event, identity)
    for (const subscriber of this.#subscribers) subscriber.next(delivery)
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

  #delivery(event: SubgraphReply, identity: EventIdentity): Delivery {
    return { event, identity, results: new SharedResults(), signal: this.#abandoned.signal }
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
