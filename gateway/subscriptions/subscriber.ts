import type { GraphQLError } from 'graphql'
import { presentedError } from '../graphql/presentedError.ts'
import type { ResultSummary } from '../pipeline/observation.ts'
import { EventQueue, type QueuedEvent, type QueueLimits, type SharedRoom } from './eventQueue.ts'
import type { ResultStream, StreamItem } from './resultStream.ts'
import type { Claim } from './sharedResults.ts'

/**
 * An item that is produced when the subscriber can take it, so that a slow one causes no fetches for events it never
 * gets.
 */
export interface QueuedItem {
  claim(): Claim<StreamItem>
}

/** Hooks of a subscription. */
export interface SubscriberHooks {
  /** Called with each result sent to the client. */
  onResult(summary: ResultSummary): void
  /** Releases the subscriber's resources; called once, with the error of a failed subscription. */
  onEnd(error: GraphQLError | undefined): void
  /** The error that ends the subscription, if any; called at each event. */
  rejection(): GraphQLError | undefined
  /** A promise of the turn to send a long result; `undefined` for at once. */
  turn(): Promise<void> | undefined
}

/** One client's subscription: its queue of events and its end. */
export class Subscriber implements ResultStream {
  readonly isSlow: boolean
  readonly #queue: EventQueue<QueuedItem>
  /** The next item, and the claim on it. */
  #first: { item: QueuedItem; claim: Claim<StreamItem> } | undefined
  /** The taken item, until it is sent. */
  #taken: Claim<StreamItem> | undefined
  #error: GraphQLError | undefined
  /** Absent after the end. */
  #hooks: SubscriberHooks | undefined

  constructor(
    limits: QueueLimits,
    { isSlow, shared, ...hooks }: SubscriberHooks & Pick<ResultStream, 'isSlow'> & { shared: SharedRoom },
  ) {
    this.isSlow = isSlow
    this.#queue = new EventQueue(limits, shared)
    this.#hooks = hooks
  }

  /** Ends with SUBSCRIPTION_TOO_SLOW when the queue is full. */
  push(item: QueuedItem, waiting: QueuedEvent): void {
    if (this.#isRejected()) return
    if (!this.#queue.push(item, waiting)) this.fail(tooSlow(this.#queue.size))
  }

  /** Ends after the queued events. */
  complete(): void {
    this.#queue.end()
  }

  /** Ends with an error after the queued events. */
  completeWith(error: GraphQLError): void {
    this.#error = error
    this.#queue.endAfter(failureOf(error))
  }

  fail(error: GraphQLError): void {
    // Queued events are lost; a second failure is ignored.
    if (!this.#hooks) return
    this.#error = error
    this.#queue.endWith(failureOf(error))
    this.#end()
  }

  leave(): void {
    this.#queue.drop()
    this.#end()
  }

  ready(): boolean | Promise<boolean> {
    const isReady = this.#queue.ready()
    return typeof isReady === 'boolean' ? this.#goesOn(isReady) : isReady.then(is => this.#goesOn(is))
  }

  room(): Promise<void> | undefined {
    const item = this.#queue.first
    if (item !== this.#first?.item) {
      this.releaseRoom()
      this.#first = item && { item, claim: item.claim() }
    }
    return this.#first?.claim.room
  }

  releaseRoom(): void {
    this.#first?.claim.release()
    this.#first = undefined
  }

  async next(): Promise<StreamItem | undefined> {
    for (;;) {
      this.room()
      const claim = this.#first?.claim
      if (!claim) break
      if (this.#isRejected()) continue
      this.#queue.take()
      const item = await claim.make()
      if (item.kind === 'result' && typeof item.json !== 'string') await this.#hooks?.turn()
      // The fetches of this item were aborted: the subscription failed or the client left.
      if (item.kind === 'result' && !this.#hooks) continue
      this.#first = undefined
      this.#taken = claim
      if (item.kind === 'result' && item.summary) this.#hooks?.onResult(item.summary)
      return item
    }
    this.#end()
    return undefined
  }

  sent(): void {
    this.#taken?.release()
    this.#taken = undefined
  }

  /** Ends the subscription when it is rejected. */
  #isRejected(): boolean {
    const rejection = this.#hooks?.rejection()
    if (rejection) this.fail(rejection)
    return rejection !== undefined
  }

  #goesOn(isReady: boolean): boolean {
    if (!isReady) this.#end()
    return isReady
  }

  #end(): void {
    this.releaseRoom()
    this.#hooks?.onEnd(this.#error)
    this.#hooks = undefined
  }
}

function failureOf(error: GraphQLError): QueuedItem {
  const make = async (): Promise<StreamItem> => ({ kind: 'failure', error })
  return { claim: () => ({ room: undefined, make, release: () => {} }) }
}

const tooSlow = (waiting: number) =>
  presentedError(
    'SUBSCRIPTION_TOO_SLOW',
    `You read results too slowly: ${waiting} were queued and are lost. Subscribe again.`,
  )
