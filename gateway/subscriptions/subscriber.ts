import type { GraphQLError } from 'graphql'
import { PresentedError } from '../execution/presentFault.ts'
import { EventQueue, type Waiting, type WaitingLimits } from './eventQueue.ts'
import type { ResultStream, StreamItem } from './resultStream.ts'

/** Makes the item when the subscriber is there to take it, so that a slow one costs no fetches it never sees. */
export type QueuedItem = () => Promise<StreamItem>

/** One client's subscription: what waits for it, and how it ends. */
export class Subscriber implements ResultStream {
  readonly #queue: EventQueue<QueuedItem>
  #failure: QueuedItem | undefined
  #error: GraphQLError | undefined
  #onEnd: ((error: GraphQLError | undefined) => void) | undefined

  /**
   * @param onEnd lets go of what the subscriber listens to; called once, with what the subscription failed by.
   */
  constructor(limits: WaitingLimits, onEnd: (error: GraphQLError | undefined) => void) {
    this.#queue = new EventQueue(limits)
    this.#onEnd = onEnd
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
      // What was under way when the subscription failed lost its way to subgraphs.
      if (!this.#failure || make === this.#failure) return item
    }
    this.#end()
    return undefined
  }

  #end(): void {
    this.#onEnd?.(this.#error)
    this.#onEnd = undefined
  }
}

const tooSlow = (waiting: number) =>
  new PresentedError(`You take results too slowly: ${waiting} were waiting, and are lost. Subscribe again.`, {
    extensions: { code: 'SUBSCRIPTION_TOO_SLOW' },
  })
