import type { GraphQLError } from 'graphql'
import { PresentedError } from '../graphql/presentedError.ts'
import type { ResultSummary } from '../pipeline/observation.ts'
import { EventQueue, type SharedRoom, type Waiting, type WaitingLimits } from './eventQueue.ts'
import type { ResultStream, StreamItem } from './resultStream.ts'
import type { Claim } from './sharedResults.ts'

/** An item that is made when the subscriber can take it, so that a slow one costs no fetches it never sees. */
export interface QueuedItem {
  claim(): Claim<StreamItem>
}

/** Who hears how a subscription goes. */
export interface SubscriberHooks {
  /** Called with each result that goes to the client. */
  onResult(summary: ResultSummary): void
  /** Lets go of what the subscriber listens to; called once, with what the subscription failed by. */
  onEnd(error: GraphQLError | undefined): void
  /** Why it must not go on, if it must not; asked for at each event. */
  rejection(): GraphQLError | undefined
  /** What resolves when a long result may be sent; `undefined` for now. */
  turn(): Promise<void> | undefined
}

/** One client's subscription: what waits for it, and how it ends. */
export class Subscriber implements ResultStream {
  readonly isSlow: boolean
  readonly #queue: EventQueue<QueuedItem>
  /** What comes next, and what the subscriber has of it. */
  #first: { item: QueuedItem; claim: Claim<StreamItem> } | undefined
  /** What was taken, until it was sent. */
  #taken: Claim<StreamItem> | undefined
  #error: GraphQLError | undefined
  /** Absent when it is over. */
  #hooks: SubscriberHooks | undefined

  constructor(
    limits: WaitingLimits,
    { isSlow, shared, ...hooks }: SubscriberHooks & Pick<ResultStream, 'isSlow'> & { shared: SharedRoom },
  ) {
    this.isSlow = isSlow
    this.#queue = new EventQueue(limits, shared)
    this.#hooks = hooks
  }

  /** Ends with SUBSCRIPTION_TOO_SLOW where too much waits already. */
  push(item: QueuedItem, waiting: Waiting): void {
    if (this.#isRejected()) return
    if (!this.#queue.push(item, waiting)) this.fail(tooSlow(this.#queue.size))
  }

  /** Nothing comes after what waits. */
  complete(): void {
    this.#queue.end()
  }

  /** Nothing comes after this, which comes after what waits. */
  completeWith(error: GraphQLError): void {
    this.#error = error
    this.#queue.endAfter(failureOf(error))
  }

  fail(error: GraphQLError): void {
    // What waits still is lost, but nobody need hear of two failures.
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
      this.giveRoom()
      this.#first = item && { item, claim: item.claim() }
    }
    return this.#first?.claim.room
  }

  giveRoom(): void {
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
      // What was under way when the subscription failed, or the client left, lost its way to subgraphs.
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

  /** Ends it where it must not go on. */
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
    this.giveRoom()
    this.#hooks?.onEnd(this.#error)
    this.#hooks = undefined
  }
}

function failureOf(error: GraphQLError): QueuedItem {
  const make = async (): Promise<StreamItem> => ({ kind: 'failure', error })
  return { claim: () => ({ room: undefined, make, release: () => {} }) }
}

const tooSlow = (waiting: number) =>
  new PresentedError(`You take results too slowly: ${waiting} were waiting, and are lost. Subscribe again.`, {
    extensions: { code: 'SUBSCRIPTION_TOO_SLOW' },
  })
