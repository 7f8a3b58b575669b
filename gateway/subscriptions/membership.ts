import { LastSeenVersions } from '@atelier/platform/ids/lastSeenVersions.ts'
import type { UpstreamRequest } from '../transport/webSocketTransport.ts'
import type { EventIdentity } from './eventIdentity.ts'
import type { SubscriberSink, Upstream } from './upstream.ts'

/** Entities whose version is remembered over a move at most. */
const KEPT_VERSIONS = 500

/** A subscriber's share in a subscription to a subgraph, and its way from one to another. */
export class Membership {
  readonly #subscriber: SubscriberSink
  readonly #upstreamFor: (request: UpstreamRequest) => Upstream
  #current: Link
  /** The one that is left when the current one has shown that it works. */
  #previous: Link | undefined
  /** After a move: how far the subscriber was told of each entity, so that no state comes twice. */
  #delivered: LastSeenVersions | undefined

  constructor(
    subscriber: SubscriberSink,
    request: UpstreamRequest,
    upstreamFor: (request: UpstreamRequest) => Upstream,
  ) {
    this.#subscriber = subscriber
    this.#upstreamFor = upstreamFor
    this.#current = this.#linkTo(upstreamFor(request))
    this.#current.upstream.add(this.#current.sink)
  }

  /**
   * Goes on with a request in a newer token's name, as a subgraph ends what began with an older one. Both run until the
   * new one has brought its first event, so that nothing is missed. An event of a stream without versions may come twice.
   */
  moveTo(request: UpstreamRequest): void {
    const upstream = this.#upstreamFor(request)
    const { upstream: before } = this.#current
    if (upstream === before) return
    this.#delivered ??= new LastSeenVersions(KEPT_VERSIONS)
    for (const [of, version] of before.versions()) this.#delivered.set(of, version)
    if (this.#previous) before.remove(this.#current.sink, { isGone: false })
    else this.#previous = this.#current
    this.#current = this.#linkTo(upstream)
    upstream.add(this.#current.sink)
  }

  /** The last to leave a subscription ends it. */
  leave(): void {
    this.#current.upstream.remove(this.#current.sink, { isGone: true })
    this.#previous?.upstream.remove(this.#previous.sink, { isGone: true })
    this.#previous = undefined
  }

  #linkTo(upstream: Upstream): Link {
    const sink: SubscriberSink = {
      next: delivery => {
        if (sink === this.#current.sink) this.#leavePrevious()
        if (this.#isNews(delivery.identity)) this.#subscriber.next(delivery)
      },
      failed: cause => {
        if (this.#isOver(sink)) this.#subscriber.failed(cause)
      },
      completed: () => {
        if (this.#isOver(sink)) this.#subscriber.completed()
      },
    }
    return { upstream, sink }
  }

  /** @returns whether the subscriber has nothing more to expect. */
  #isOver(ended: SubscriberSink): boolean {
    if (ended === this.#previous?.sink) {
      this.#previous = undefined
      return false
    }
    this.#leavePrevious()
    return true
  }

  #leavePrevious(): void {
    this.#previous?.upstream.remove(this.#previous.sink, { isGone: false })
    this.#previous = undefined
  }

  #isNews(identity: EventIdentity | undefined): boolean {
    if (!this.#delivered || !identity) return true
    return this.#delivered.advance(identity.of, identity.version)
  }
}

interface Link {
  upstream: Upstream
  sink: SubscriberSink
}
