import { LastSeenVersions } from '@atelier/platform/ids/lastSeenVersions.ts'
import { unmetered } from '../observability/cpuMeter.ts'
import type { SubgraphFetchError, SubgraphReply } from '../transport/subgraphTransport.ts'
import type { SubscriptionTransport, UpstreamRequest, UpstreamSink } from '../transport/subscriptionTransport.ts'
import { type EventIdentity, identifyEvent } from './eventIdentity.ts'
import { sizeOfEvent } from './eventSize.ts'
import { namesEntity } from './namedEntity.ts'
import type { StreamItem } from './resultStream.ts'
import { type IdleResults, SharedResults } from './sharedResults.ts'

/** An event on its way to subscribers, shared by all of them: it must not be modified. */
export interface Delivery {
  event: SubgraphReply
  /** The entity whose state it is, if any. */
  identity: EventIdentity | undefined
  /** Bytes in memory, about. */
  bytes: number
  /** Results of the event, shared by subscribers with equal ones. */
  results: SharedResults<StreamItem>
  /** Aborted when no subscriber is left. */
  signal: AbortSignal
}

/** A subscriber's end of a shared upstream. */
export interface SubscriberSink {
  next(delivery: Delivery): void
  failed(cause: SubgraphFetchError): void
  completed(): void
}

/** Maximum bytes of a state that is replayed to later subscribers, as it is kept as long as the subscription. */
const KEPT_BYTES = 16_384

/** Maximum entities whose version is kept, so that no state is sent twice after a reconnect or a move. */
const KEPT_VERSIONS = 500

export interface UpstreamOptions {
  /** Key fields by entity type. */
  keyFields: ReadonlyMap<string, readonly string[]>
  idle: IdleResults
  onEnd: () => void
}

/** An event that is the state of an entity. */
interface State {
  event: SubgraphReply
  identity: EventIdentity
  bytes: number
}

/** One upstream subscription to a subgraph, with its subscribers. */
export class Upstream implements UpstreamSink {
  readonly #options: UpstreamOptions
  readonly #subscribers = new Set<SubscriberSink>()
  readonly #versions = new LastSeenVersions(KEPT_VERSIONS)
  /** Entities whose state the subgraph may repeat after a reconnect. */
  #stale = new Set<string>()
  #request: UpstreamRequest | undefined
  /** The latest state, while all events so far are states of one entity. */
  #state: State | undefined
  /** Whether the request names that entity; memoized. */
  #isNamed: boolean | undefined
  /** Whether there were states of several entities, other events, or too large a state, so that none is replayed. */
  #isMixed = false
  readonly #abandoned = new AbortController()
  #unsubscribe = () => {}

  constructor(options: UpstreamOptions) {
    this.#options = options
  }

  /**
   * Whether a new subscriber would miss nothing: there was no event yet, or only states of the one entity that the
   * subscription names.
   */
  get isOpenToMore(): boolean {
    if (this.#isMixed) return false
    if (!this.#state || !this.#request) return true
    this.#isNamed ??= namesEntity(this.#request, this.#state.identity)
    return this.#isNamed
  }

  open(transport: Pick<SubscriptionTransport, 'subscribe'>, request: UpstreamRequest): void {
    this.#request = request
    this.#unsubscribe = transport.subscribe(request, this)
  }

  /** Adds a subscriber and replays the latest state to it, if there is one. */
  add(subscriber: SubscriberSink): void {
    this.#subscribers.add(subscriber)
    if (this.#state) subscriber.next(this.#delivery(this.#state))
  }

  /**
   * Removes a subscriber; the last one ends the subscription.
   * @param options.isGone whether results of delivered events are not needed either.
   */
  remove(subscriber: SubscriberSink, options: { isGone: boolean }): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return
    this.#options.onEnd()
    this.#unsubscribe()
    if (options.isGone) this.#abandoned.abort()
  }

  /** Last seen versions by entity. */
  versions(): Iterable<[of: string, version: number]> {
    return this.#versions
  }

  next(event: SubgraphReply): void {
    const { meter = unmetered } = this.#request ?? {}
    meter.add(event.long?.readMs ?? 0)
    meter.run(() => this.#deliver(event))
  }

  #deliver(event: SubgraphReply): void {
    // An event with errors cannot be superseded by a newer state.
    const identity = event.errors?.length ? undefined : identifyEvent(event, this.#options.keyFields)
    if (identity && this.#isRepeated(identity)) return
    // Non-ASCII text has more bytes than characters.
    const bytes = Math.max(sizeOfEvent(event), event.long?.bytes ?? 0)
    if (identity) this.#versions.set(identity.of, identity.version)
    this.#isMixed ||=
      !identity || bytes > KEPT_BYTES || (this.#state !== undefined && this.#state.identity.of !== identity.of)
    this.#state = identity && !this.#isMixed ? { event, identity, bytes } : undefined
    const delivery = this.#delivery({ event, identity, bytes })
    for (const subscriber of this.#subscribers) subscriber.next(delivery)
  }

  resumed(): void {
    this.#stale = new Set([...this.#versions].map(([of]) => of))
  }

  failed(cause: SubgraphFetchError): void {
    this.#options.onEnd()
    for (const subscriber of this.#subscribers) subscriber.failed(cause)
  }

  completed(): void {
    this.#options.onEnd()
    for (const subscriber of this.#subscribers) subscriber.completed()
  }

  #delivery(update: Pick<Delivery, 'event' | 'identity' | 'bytes'>): Delivery {
    return { ...update, results: new SharedResults(this.#options.idle), signal: this.#abandoned.signal }
  }

  /** After a reconnect the subgraph sends its current state first, which may be a known one. */
  #isRepeated({ of, version }: EventIdentity): boolean {
    const isStale = this.#stale.delete(of)
    const known = this.#versions.get(of)
    return isStale && known !== undefined && version <= known
  }
}
