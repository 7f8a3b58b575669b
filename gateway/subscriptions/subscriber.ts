import type { GraphQLError } from 'graphql'
import { PresentedError } from '../execution/presentedError.ts'
import type { ResultSummary } from '../observability/observation.ts'
import { EventQueue, type Waiting, type WaitingLimits } from './eventQueue.ts'
import type { ResultStream, StreamItem } from './resultStream.ts'

/** Makes the item when the subscriber is there to take it, so that a slow one costs no fetches it never sees. */
export type QueuedItem = () => Promise<StreamItem>

/** Who hears how a subscription goes. */
export interface SubscriberHooks {
  /** Called with each result that goes to the client. */
  onResult(summary: ResultSummary): void
  /** Lets go of what the subscriber listens to; called once, with what the subscription failed by. */
  onEnd(error: GraphQLError | undefined): void
}

/** One client's subscription: what waits for it, and how it ends. */
export class Subscriber implements ResultStream {
  readonly #queue: EventQueue<QueuedItem>
  #failure: QueuedItem | undefined
  #error: GraphQLError | undefined
  /** Absent when it is over. */
  #hooks: SubscriberHooks | undefined

  constructor(limits: WaitingLimits, hooks: SubscriberHooks) {
    this.#queue = new EventQueue(limits)
    this.#hooks = hooks
  }

  /** Ends with SUBSCRIPTION_TOO_SLOW where too much waits already. */
  push(item: QueuedItem, waiting: Waiting): void {
    if (!this.#queue.push(item, waiting)) this.fail(tooSlow(this.#queue.size))
  }

  /** Nothing comes after what waits. */
  complete(): void {
    this.#queue.end()
  }

  /** Nothing comes after this, which comes after what waits. */
  completeWith(error: GraphQLError): void {
    this.#error = error
    this.#queue.endAfter(async () => ({ kind: 'failure', error }))
  }

  fail(error: GraphQLError): void {
    if (this.#failure) return
    this.#error = error
    this.#failure = async () => ({ kind: 'failure', error })
    this.#queue.endWith(this.#failure)
    this.#end()
  }

  leave(): void {
    this.#queue.drop()
    this.#end()
  }

  async next(): Promise<StreamItem | undefined> {
    for (;;) {
      const make = await this.#queue.next()
      if (!make) break
      const item = await make()
      if (make === this.#failure) return item
      // What was under way when the subscription failed, or the client left, lost its way to subgraphs.
      if (!this.#hooks) continue
      if (item.kind === 'result' && item.summary) this.#hooks.onResult(item.summary)
      return item
    }
    this.#end()
    return undefined
  }

  #end(): void {
    this.#hooks?.onEnd(this.#error)
    this.#hooks = undefined
  }
}

const tooSlow = (waiting: number) =>
  new PresentedError(`You take results too slowly: ${waiting} were waiting, and are lost. Subscribe again.`, {
    extensions: { code: 'SUBSCRIPTION_TOO_SLOW' },
  })
