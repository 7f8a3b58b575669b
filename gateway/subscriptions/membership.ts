import { LastSeenVersions } from '@atelier/platform/ids/lastSeenVersions.ts'
import type { UpstreamRequest } from '../transport/subscriptionTransport.ts'
import type { EventIdentity } from './eventIdentity.ts'
import type { SubscriberSink, Upstream } from './upstream.ts'

/** Maximum entities whose version is kept over a move. */
const KEPT_VERSIONS = 500

/** A subscriber's membership in a shared upstream, which can move to another one. */
export class Membership {
  readonly #subscriber: SubscriberSink
  readonly #upstreamFor: (request: UpstreamRequest) => Upstream
  #current: Link
  /** The link that is left after the first event of the current one. */
  #previous: Link | undefined
  /** After a move: delivered versions by entity, so that no state is sent twice. */
  #delivered: LastSeenVersions | undefined

  constructor(
    subscriber: SubscriberSink,
    request: UpstreamRequest,
    upstreamFor: (request: UpstreamRequest) => Upstream,
  ) {
    this.#subscriber = subscriber
    this.#upstreamFor = upstreamFor
    this.#current = this.#joinTo(upstreamFor(request))
    this.#current.upstream.add(this.#current.sink)
  }

  /**
   * Moves to an upstream with a newer token, as a subgraph ends subscriptions of an expired one. Both run until the
   * first event of the new one, so that nothing is missed. An event without a version may be sent twice.
   */
  moveTo(request: UpstreamRequest): void {
    const upstream = this.#upstreamFor(request)
    const { upstream: before } = this.#current
    if (upstream === before) return
    this.#delivered ??= new LastSeenVersions(KEPT_VERSIONS)
    for (const [of, version] of before.versions()) this.#delivered.set(of, version)
    if (this.#previous) before.remove(this.#current.sink, { isGone: false })
    else this.#previous = this.#current
    this.#current = this.#joinTo(upstream)
    upstream.add(this.#current.sink)
  }

  /** Leaves the upstream, which ends after its last subscriber. */
  leave(): void {
    this.#current.upstream.remove(this.#current.sink, { isGone: true })
    this.#previous?.upstream.remove(this.#previous.sink, { isGone: true })
    this.#previous = undefined
  }

  #joinTo(upstream: Upstream): Link {
    const sink: SubscriberSink = {
      next: delivery => {
        if (sink === this.#current.sink) this.#leavePrevious()
        if (this.#isNew(delivery.identity)) this.#subscriber.next(delivery)
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

  /** @returns whether the subscription is over. */
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

  #isNew(identity: EventIdentity | undefined): boolean {
    if (!this.#delivered || !identity) return true
    return this.#delivered.advance(identity.of, identity.version)
  }
}

interface Link {
  upstream: Upstream
  sink: SubscriberSink
}
