import type { SubgraphFailure, SubgraphReply } from '../transport/subgraphTransport.ts'
import type { SubscriptionTransport, UpstreamRequest, UpstreamSink } from '../transport/webSocketTransport.ts'
import { type EventIdentity, identifyEvent } from './eventIdentity.ts'
import { sizeOfEvent } from './eventSize.ts'
import type { StreamItem } from './resultStream.ts'
import { SharedResults } from './sharedResults.ts'

/** An event on its way to subscribers. It belongs to all of them: it must not be changed. */
export interface Delivery {
  event: SubgraphReply
  /** The entity that it tells the state of, if it does. */
  identity: EventIdentity | undefined
  /** What it takes in memory, about. */
  bytes: number
  /** What is made of the event, for those who want the same. */
  results: SharedResults<StreamItem>
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

/** Events of a subscription whose results are kept, counted from the newest one; who is further behind makes them anew. */
const EVENTS_WITH_RESULTS = 8

export interface UpstreamOptions {
  /** Entity types to their key fields. */
  keyFields: ReadonlyMap<string, readonly string[]>
  /** Bytes of states that are kept for later subscribers at most, about; the latest state is kept in any case. */
  keptBytes: number
  onEnd: () => void
}

interface KeptState {
  event: SubgraphReply
  identity: EventIdentity
  bytes: number
  /** Whether the subgraph may tell it again, as the connection was lost since. */
  isStale: boolean
}

/** One subscription to a subgraph and its subscribers. */
export class Upstream implements UpstreamSink {
  readonly #options: UpstreamOptions
  readonly #subscribers = new Set<SubscriberSink>()
  readonly #states = new Map<string, KeptState>()
  #keptBytes = 0
  /** Of the newest events; held weakly, as they are of use only while one of the events waits for somebody. */
  readonly #results: WeakRef<SharedResults<StreamItem>>[] = []
  readonly #abandoned = new AbortController()
  #unsubscribe = () => {}

  /** Whether a subscriber that comes now would miss nothing. */
  isOpenToMore = true

  constructor(options: UpstreamOptions) {
    this.#options = options
  }

  open(transport: Pick<SubscriptionTransport, 'subscribe'>, request: UpstreamRequest): void {
    this.#unsubscribe = transport.subscribe(request, this)
  }

  /** The subscriber hears at once what is now, as far as that is known. */
  add(subscriber: SubscriberSink): void {
    this.#subscribers.add(subscriber)
    for (const state of this.#states.values()) subscriber.next(this.#delivery(state))
  }

  /**
   * The last to leave ends the subscription.
   * @param options.isGone whether the subscriber does not want what it heard already either.
   */
  remove(subscriber: SubscriberSink, options: { isGone: boolean }): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return
    this.#options.onEnd()
    this.#unsubscribe()
    if (options.isGone) this.#abandoned.abort()
  }

  /** The versions of entities that went by, as far as they are kept. */
  versions(): Map<string, number> {
    return new Map([...this.#states].map(([of, { identity }]) => [of, identity.version]))
  }

  next(event: SubgraphReply): void {
    // An event with errors tells more than the state that it has, and no newer state makes up for that.
    const identity = event.errors?.length ? undefined : identifyEvent(event, this.#options.keyFields)
    if (identity && this.#isRepeated(identity)) return
    const bytes = sizeOfEvent(event)
    if (identity) this.#keep({ event, identity, bytes, isStale: false })
    else this.isOpenToMore = false
    const delivery = this.#delivery({ event, identity, bytes })
    for (const subscriber of this.#subscribers) subscriber.next(delivery)
  }

  resumed(): void {
    for (const state of this.#states.values()) state.isStale = true
  }

  failed(cause: SubgraphFailure): void {
    this.#options.onEnd()
    for (const subscriber of this.#subscribers) subscriber.failed(cause)
  }

  completed(): void {
    this.#options.onEnd()
    for (const subscriber of this.#subscribers) subscriber.completed()
  }

  #delivery({ event, identity, bytes }: Pick<Delivery, 'event' | 'identity' | 'bytes'>): Delivery {
    const results = new SharedResults<StreamItem>()
    this.#results.push(new WeakRef(results))
    if (this.#results.length > EVENTS_WITH_RESULTS) this.#results.shift()?.deref()?.forget()
    return { event, identity, bytes, results, signal: this.#abandoned.signal }
  }

  /** After a loss the subgraph begins with the state that it has: if that is known already it is no news. */
  #isRepeated({ of, version }: EventIdentity): boolean {
    const state = this.#states.get(of)
    if (!state?.isStale) return false
    state.isStale = false
    return version <= state.identity.version
  }

  #keep(state: KeptState): void {
    const { of } = state.identity
    this.#forget(of)
    this.#states.set(of, state)
    this.#keptBytes += state.bytes
    while (this.#states.size > KEPT_STATES || (this.#states.size > 1 && this.#keptBytes > this.#options.keptBytes)) {
      this.isOpenToMore = false
      const [oldest] = this.#states.keys()
      if (oldest !== undefined) this.#forget(oldest)
    }
  }

  #forget(of: string): void {
    this.#keptBytes -= this.#states.get(of)?.bytes ?? 0
    this.#states.delete(of)
  }
}
