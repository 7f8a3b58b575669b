import { type Admin, Partitioners, type Producer } from 'kafkajs'
import { within } from '../../time/within.ts'
import { reconnectMs } from '../backoff.ts'
import { createKafkaClient, type KafkaAccess, type KafkaClient } from './kafkaClient.ts'
import { ensureTopics, type TopicSettings } from './topics.ts'

/** A producer and an administrator that work. */
export interface Link {
  producer: Producer
  admin: Admin
}

/** Milliseconds for saying goodbye to a broker. */
const DISCONNECT_TIMEOUT_MS = 3_000

/** With the first try as many as the outbox would make; each has the same sequence number, so none counts twice. */
const SEND_RETRIES = 2

/** Keeps a link to Kafka: when there is none it tries to have one, for ever and less and less often. */
export class KafkaConnection {
  readonly #access: KafkaAccess
  readonly #topics: readonly TopicSettings[]
  #client: KafkaClient
  #latest: Promise<Link>
  #link: Link | undefined
  #nextTry: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(access: KafkaAccess, topics: readonly TopicSettings[]) {
    this.#access = access
    this.#topics = topics
    this.#client = createKafkaClient(access)
    this.#latest = this.#try(0)
  }

  /**
   * The link; waits for a try that is under way, and for no other.
   * @throws Error saying why there is none.
   */
  link(): Promise<Link> {
    return this.#latest
  }

  /**
   * Puts another link in the place of one that failed: a producer that does not know what became of its messages must
   * not go on, as its next ones could be taken for those and be dropped.
   */
  replace(failed: Link): void {
    if (failed !== this.#link || this.#isClosed) return
    this.#link = undefined
    const client = this.#client
    this.#client = createKafkaClient(this.#access)
    this.#latest = this.#try(0)
    void this.#end(failed, client)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#nextTry)
    const link = this.#link
    this.#link = undefined
    if (link) await this.#end(link, this.#client)
    else this.#client.cut()
    await Promise.allSettled([this.#latest])
  }

  #try(failures: number): Promise<Link> {
    const { log, brokers } = this.#access
    const trying = this.#open(this.#client)
    trying.then(
      link => {
        this.#link = link
        log.info({ brokers }, 'connected to Kafka')
      },
      error => {
        if (this.#isClosed) return
        // Once is enough until it is back.
        log[failures === 0 ? 'warn' : 'debug'](
          { err: error, brokers, failures },
          'cannot connect to Kafka, trying again',
        )
        this.#nextTry = setTimeout(() => {
          this.#client = createKafkaClient(this.#access)
          this.#latest = this.#try(failures + 1)
        }, reconnectMs(failures))
      },
    )
    return trying
  }

  async #open(client: KafkaClient): Promise<Link> {
    const { kafka } = client
    const admin = kafka.admin()
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: SEND_RETRIES },
    })
    const link = { producer, admin }
    try {
      await admin.connect()
      await ensureTopics(admin, this.#topics, this.#access.log)
      await producer.connect()
      if (this.#isClosed) throw new Error('The bus is closed.')
      return link
    } catch (error) {
      await this.#end(link, client)
      throw error
    }
  }

  async #end({ producer, admin }: Link, client: KafkaClient): Promise<void> {
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
