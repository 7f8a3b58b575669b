import { messageOf } from '../../errors/messageOf.ts'
import { UndeliverableError } from '../eventBus.ts'
import type { BusMessage } from '../message.ts'
import type { KafkaConnection } from './connection.ts'
import { isUndeliverable, toRequests } from './sending.ts'

/** Milliseconds for a broker to replicate a message. */
const ACKNOWLEDGE_MS = 5_000

/** Sends messages one call after the other, so that none overtakes one that is retried. */
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
    // The caller of that send handles its failure.
    this.#last = Promise.allSettled([sent])
    return sent
  }

  /** Resolves when all pending sends have settled. */
  async settled(): Promise<void> {
    await this.#last
  }

  async #send(messages: readonly BusMessage[]): Promise<void> {
    const requests = toRequests(messages, this.#maxBytes)
    if (requests.length === 0) return
    const clients = await this.#connection.clients()
    try {
      for (const topicMessages of requests)
        await clients.producer.sendBatch({ topicMessages, acks: -1, timeout: ACKNOWLEDGE_MS })
    } catch (error) {
      this.#connection.replace(clients)
      if (!isUndeliverable(error)) throw error
      const reason = messageOf(error)
      throw new UndeliverableError(`Kafka rejected the message: ${reason}`, { cause: error })
    }
  }
}
