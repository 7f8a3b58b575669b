import { type EventSubscriber, type FlushEventArgs, LockMode, type TransactionEventArgs } from '@mikro-orm/core'
import { type EventBus, UndeliverableError } from '../bus/eventBus.ts'
import type { BusMessage } from '../bus/message.ts'
import { createPollLoop, type PollLoop } from '../concurrency/pollLoop.ts'
import type { Database, EntityManager } from '../database/database.ts'
import { transaction } from '../database/transaction.ts'
import type { Logger } from '../log/logger.ts'
import { backoffMs } from '../time/backoff.ts'
import type { Clock } from '../time/clock.ts'
import { OutboxMessage } from './outboxMessage.ts'

/** Publishes the messages of a service's outbox to the bus. */
export type OutboxRelay = PollLoop

export interface RelayOptions {
  database: Database
  bus: EventBus
  clock: Clock
  log: Logger
  /** Topics that this service publishes; each is relayed on its own, so that a blocked one delays no other. */
  topics: readonly string[]
  /** Milliseconds between two polls without a nudge. */
  pollMs?: number
  batchSize?: number
  /**
   * Whether this is the only relay of the database: rows claimed by a killed process are then claimed again at once,
   * not only after their claim has expired.
   */
  singleInstance?: boolean
  /** Runs in the transaction that removes published rows. */
  onPublished?: (em: EntityManager, messages: readonly BusMessage[]) => Promise<void>
  /** Runs in the transaction that removes an undeliverable row. */
  onUndeliverable?: (em: EntityManager, message: BusMessage, reason: string) => Promise<void>
}

/** Milliseconds of a relay's claim on rows. */
const CLAIM_MS = 30_000

/** Backoff after failed attempts, in milliseconds. */
const retryMs = (failures: number) => backoffMs(failures, { baseMs: 200, maxMs: 30_000 })

/** Nudges the relay after each commit with outbox rows. */
export class OutboxCommits implements EventSubscriber {
  readonly #written = new WeakSet<object>()
  #listener: (() => void) | undefined

  listen(listener: () => void): void {
    this.#listener = listener
  }

  afterFlush(args: FlushEventArgs): void {
    if (args.uow.getChangeSets().some(change => change.meta.className === 'OutboxMessage')) this.#written.add(args.em)
  }

  afterTransactionCommit(args: TransactionEventArgs): void {
    if (this.#written.delete(args.em)) this.#listener?.()
  }
}

export function createOutboxRelay(options: RelayOptions & { commits: OutboxCommits }): OutboxRelay {
  const lanes = options.topics.map(topic => new Lane(topic, options))
  const nudge = () => {
    for (const lane of lanes) lane.nudge()
  }
  options.commits.listen(nudge)
  return {
    start() {
      for (const lane of lanes) lane.start()
    },
    nudge,
    async stop() {
      await Promise.all(lanes.map(lane => lane.stop()))
    },
  }
}

/** The rows of one topic, oldest first. */
class Lane {
  readonly #topic: string
  readonly #options: RelayOptions
  readonly #loop: PollLoop
  #isReady: boolean
  #stopped = false

  constructor(topic: string, options: RelayOptions) {
    this.#topic = topic
    this.#options = options
    this.#isReady = !options.singleInstance
    this.#loop = createPollLoop({
      name: 'outbox relay',
      pollMs: options.pollMs ?? 500,
      log: options.log.child({ topic }),
      round: () => this.#round(),
    })
  }

  start(): void {
    this.#loop.start()
  }

  nudge(): void {
    this.#loop.nudge()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#loop.stop()
  }

  async #round(): Promise<boolean> {
    if (!this.#isReady) await this.#releaseClaims()
    this.#isReady = true
    return (await this.#moveBatch()) > 0
  }

  async #releaseClaims(): Promise<void> {
    const now = this.#options.clock.now()
    await this.#options.database.fork().nativeUpdate(OutboxMessage, { topic: this.#topic }, { availableAt: now })
  }

  /** @returns how many rows left the outbox. */
  async #moveBatch(): Promise<number> {
    const rows = await this.#claim()
    if (rows.length === 0) return 0
    try {
      await this.#options.bus.publish(rows.map(toMessage))
      await this.#settle(rows)
      return rows.length
    } catch (error) {
      if (this.#stopped) return 0
      return error instanceof UndeliverableError ? this.#moveOneByOne(rows) : this.#postpone(rows, error)
    }
  }

  /** The oldest rows up to the first one that is claimed or backs off: later ones do not overtake it. */
  async #claim(): Promise<OutboxMessage[]> {
    const now = this.#options.clock.now()
    return transaction(this.#options.database, async em => {
      const oldest = await em.find(
        OutboxMessage,
        { topic: this.#topic },
        {
          orderBy: { id: 'asc' },
          limit: this.#options.batchSize ?? 100,
          lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
        },
      )
      const ids = await this.#idsUpTo(em, oldest.at(-1))
      const held = oldest.findIndex((row, index) => row.id !== ids[index] || row.availableAt > now)
      const rows = held < 0 ? oldest : oldest.slice(0, held)
      for (const row of rows) row.availableAt = new Date(now.getTime() + CLAIM_MS)
      return rows
    })
  }

  /** The consecutive ids: rows locked by another relay were skipped, before the first or in between. */
  async #idsUpTo(em: EntityManager, last: OutboxMessage | undefined): Promise<string[]> {
    if (!last) return []
    const rows = await em.find(
      OutboxMessage,
      { topic: this.#topic, id: { $lte: last.id } },
      { fields: ['id'], orderBy: { id: 'asc' }, limit: this.#options.batchSize ?? 100, disableIdentityMap: true },
    )
    return rows.map(({ id }) => id)
  }

  async #settle(rows: readonly OutboxMessage[]): Promise<void> {
    await transaction(this.#options.database, async em => {
      await this.#options.onPublished?.(em, rows.map(toMessage))
      await em.nativeDelete(OutboxMessage, { id: { $in: rows.map(row => row.id) } })
    })
  }

  async #postpone(rows: readonly OutboxMessage[], error: unknown): Promise<number> {
    const failures = Math.max(...rows.map(row => row.failures)) + 1
    this.#options.log.warn({ err: error, topic: this.#topic, failures }, 'outbox publish failed, retrying')
    await this.#options.database
      .fork()
      .nativeUpdate(
        OutboxMessage,
        { id: { $in: rows.map(row => row.id) } },
        { failures, availableAt: new Date(this.#options.clock.now().getTime() + retryMs(failures)) },
      )
    return 0
  }

  /** One message of the batch is undeliverable: publishes them one by one to find it. */
  async #moveOneByOne(rows: readonly OutboxMessage[]): Promise<number> {
    let moved = 0
    for (const [index, row] of rows.entries()) {
      try {
        await this.#options.bus.publish([toMessage(row)])
        await this.#settle([row])
      } catch (error) {
        if (!(error instanceof UndeliverableError)) {
          await this.#postpone(rows.slice(index), error)
          return moved
        }
        await this.#discard(row, error.message)
      }
      moved++
    }
    return moved
  }

  async #discard(row: OutboxMessage, reason: string): Promise<void> {
    this.#options.log.error({ topic: row.topic, key: row.key, reason }, 'outbox message undeliverable')
    await transaction(this.#options.database, async em => {
      await this.#options.onUndeliverable?.(em, toMessage(row), reason)
      await em.nativeDelete(OutboxMessage, { id: row.id })
    })
  }
}

const toMessage = ({ topic, key, value, headers }: OutboxMessage): BusMessage => ({ topic, key, value, headers })
