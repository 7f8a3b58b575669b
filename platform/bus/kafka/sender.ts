import { messageOf } from '../../errors/messageOf.ts'
import { UndeliverableError } from '../eventBus.ts'
import type { BusMessage } from '../message.ts'
import type { KafkaConnection } from './connection.ts'
import { isRefusal, toRequests } from './sending.ts'

/** Milliseconds that a broker may take to have a message on all its replicas. */
const ACKNOWLEDGE_MS = 5_000

/** Sends messages one call after the other, so that none overtakes another that has to be tried again. */
export class Sender {
  readonly #connection: KafkaConnection
  readonly #maxBytes: number
  #last: Promise<unknown> = Promise.resolve()

  constructor(connection: KafkaConnection, maxBytes: number) {
    this.#connection = connection
    this.#maxBytes = maxBytes
  }

  send(messages: readonly BusMessage[]): Promise<void> {
    const sent = this.#last.then(() => this.#send(messages))
    // A failure is for the caller of that time.
    this.#last = Promise.allSettled([sent])
    return sent
  }

  /** Resolves when everything that was to be sent is, or is not. */
  async settled(): Promise<void> {
    await this.#last
  }

  async #send(messages: readonly BusMessage[]): Promise<void> {
    const requests = toRequests(messages, this.#maxBytes)
    if (requests.length === 0) return
    const link = await this.#connection.link()
    try {
      for (const topicMessages of requests)
        await link.producer.sendBatch({ topicMessages, acks: -1, timeout: ACKNOWLEDGE_MS })
    } catch (error) {
      this.#connection.replace(link)
      if (!isRefusal(error)) throw error
      const reason = messageOf(error)
      throw new UndeliverableError(`Kafka refuses the message: ${reason}`, { cause: error })
    }
  }
}
