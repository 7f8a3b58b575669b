import { LastSeenVersions } from '@atelier/platform/ids/lastSeenVersions.ts'
import { unmetered } from '../observability/cpuMeter.ts'
import type { SubgraphFetchError, SubgraphReply } from '../transport/subgraphTransport.ts'
import type { SubscriptionTransport, UpstreamRequest, UpstreamSink } from '../transport/webSocketTransport.ts'
import { type EventIdentity, identifyEvent } from './eventIdentity.ts'
import { sizeOfEvent } from './eventSize.ts'
import { namesEntity } from './namedEntity.ts'
import type { StreamItem } from './resultStream.ts'
import { type IdleResults, SharedResults } from './sharedResults.ts'

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
  failed(cause: SubgraphFetchError): void
  completed(): void
}

/** Bytes of a state at most that is kept for those who come later, as it is kept as long as the subscription goes on. */
const KEPT_BYTES = 16_384

/** Entities whose version is remembered at most, so that no state is told twice after a loss or a move. */
const KEPT_VERSIONS = 500

export interface UpstreamOptions {
  /** Entity types to their key fields. */
  keyFields: ReadonlyMap<string, readonly string[]>
  idle: IdleResults
  onEnd: () => void
}

/** An event that tells the state of an entity. */
interface State {
  event: SubgraphReply
  identity: EventIdentity
  bytes: number
}

/** One subscription to a subgraph and its subscribers. */
export class Upstream implements UpstreamSink {
  readonly #options: UpstreamOptions
  readonly #subscribers = new Set<SubscriberSink>()
  readonly #versions = new LastSeenVersions(KEPT_VERSIONS)
  /** Entities whose state the subgraph may tell again, as the connection was lost since. */
  #stale = new Set<string>()
  #request: UpstreamRequest | undefined
  /** What is now, while all events so far told the state of one entity. */
  #state: State | undefined
  /** Whether the request names that entity, where this was asked. */
  #isNamed: boolean | undefined
  /** Whether that cannot be told any more: there were others, or events that were none, or one that is too large. */
  #isMixed = false
  readonly #abandoned = new AbortController()
  #unsubscribe = () => {}

  constructor(options: UpstreamOptions) {
    this.#options = options
  }

  /**
   * Whether a subscriber that comes now would hear what it would alone: where nothing went by yet, or only states of the
   * one entity that the subscription is about.
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

  /** The subscriber hears at once what is now, as far as that is known. */
  add(subscriber: SubscriberSink): void {
    this.#subscribers.add(subscriber)
    if (this.#state) subscriber.next(this.#delivery(this.#state))
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
  versions(): Iterable<[of: string, version: number]> {
    return this.#versions
  }

  next(event: SubgraphReply): void {
    const { meter = unmetered } = this.#request ?? {}
    meter.add(event.long?.readMs ?? 0)
    meter.run(() => this.#deliver(event))
  }

  #deliver(event: SubgraphReply): void {
    // An event with errors tells more than the state that it has, and no newer state makes up for that.
    const identity = event.errors?.length ? undefined : identifyEvent(event, this.#options.keyFields)
    if (identity && this.#isRepeated(identity)) return
    // Text of other alphabets takes more than it has characters.
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

  /** After a loss the subgraph begins with the state that it has: if that is known already it is no news. */
  #isRepeated({ of, version }: EventIdentity): boolean {
    const isStale = this.#stale.delete(of)
    const known = this.#versions.get(of)
    return isStale && known !== undefined && version <= known
  }
}
