import { type Admin, Partitioners, type Producer } from 'kafkajs'
import { within } from '../../time/within.ts'
import { reconnectMs } from '../backoff.ts'
import { createKafkaClient, type KafkaAccess, type KafkaClient } from './kafkaClient.ts'
import { ensureTopics, type TopicSettings } from './topics.ts'

/** A connected producer and admin client. */
export interface KafkaClients {
  producer: Producer
  admin: Admin
}

/** Milliseconds for disconnecting from a broker. */
const DISCONNECT_TIMEOUT_MS = 3_000

/**
 * Retries of a send, with the first attempt as many as those of the outbox; all share a sequence number, so brokers
 * drop duplicates.
 */
const SEND_RETRIES = 2

/** Keeps the Kafka clients connected; reconnects without limit, with backoff. */
export class KafkaConnection {
  readonly #access: KafkaAccess
  readonly #topics: readonly TopicSettings[]
  #client: KafkaClient
  #latest: Promise<KafkaClients>
  #clients: KafkaClients | undefined
  #nextTry: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(access: KafkaAccess, topics: readonly TopicSettings[]) {
    this.#access = access
    this.#topics = topics
    this.#client = createKafkaClient(access)
    this.#latest = this.#try(0)
  }

  /**
   * The connected clients; waits for a running connection attempt, not for a later one.
   * @throws Error with the reason for the missing connection.
   */
  clients(): Promise<KafkaClients> {
    return this.#latest
  }

  /**
   * Replaces failed clients: a producer that does not know the outcome of its messages must not be reused, as brokers
   * could drop the next ones as duplicates.
   */
  replace(failed: KafkaClients): void {
    if (failed !== this.#clients || this.#isClosed) return
    this.#clients = undefined
    const client = this.#client
    this.#client = createKafkaClient(this.#access)
    this.#latest = this.#try(0)
    void this.#end(failed, client)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#nextTry)
    const clients = this.#clients
    this.#clients = undefined
    if (clients) await this.#end(clients, this.#client)
    else this.#client.cut()
    await Promise.allSettled([this.#latest])
  }

  #try(failures: number): Promise<KafkaClients> {
    const { log, brokers } = this.#access
    const trying = this.#open(this.#client)
    trying.then(
      clients => {
        this.#clients = clients
        log.info({ brokers }, 'connected to Kafka')
      },
      error => {
        if (this.#isClosed) return
        // One warning per outage.
        log[failures === 0 ? 'warn' : 'debug']({ err: error, brokers, failures }, 'Kafka connection failed, retrying')
        this.#nextTry = setTimeout(() => {
          this.#client = createKafkaClient(this.#access)
          this.#latest = this.#try(failures + 1)
        }, reconnectMs(failures))
      },
    )
    return trying
  }

  async #open(client: KafkaClient): Promise<KafkaClients> {
    const { kafka } = client
    const admin = kafka.admin()
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: SEND_RETRIES },
    })
    const clients = { producer, admin }
    try {
      await admin.connect()
      await ensureTopics(admin, this.#topics, this.#access.log)
      await producer.connect()
      if (this.#isClosed) throw new Error('The bus is closed.')
      return clients
    } catch (error) {
      await this.#end(clients, client)
      throw error
    }
  }

  async #end({ producer, admin }: KafkaClients, client: KafkaClient): Promise<void> {
    try {
      await within(
        DISCONNECT_TIMEOUT_MS,
        Promise.all([producer.disconnect(), admin.disconnect()]),
        'Disconnecting from Kafka',
      )
    } catch (error) {
      this.#access.log.debug({ err: error }, 'Kafka disconnect failed')
    } finally {
      client.cut()
    }
  }
}
