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

/** Moves messages from a service's outbox to the bus. */
export type OutboxRelay = PollLoop

export interface RelayOptions {
  database: Database
  bus: EventBus
  clock: Clock
  log: Logger
  /** The topics that this service publishes; each moves on its own, so that one that stands still holds up no other. */
  topics: readonly string[]
  /** Milliseconds between two looks when nothing nudges. */
  pollMs?: number
  batchSize?: number
  /**
   * Whether this is the only relay of the database: rows that a killed process had in hand are then taken up at once
   * instead of after their claim has run out.
   */
  singleInstance?: boolean
  /** Runs in the transaction that removes the sent rows. */
  onPublished?: (em: EntityManager, messages: readonly BusMessage[]) => Promise<void>
  /** Runs in the transaction that removes a row that can never be sent. */
  onUndeliverable?: (em: EntityManager, message: BusMessage, reason: string) => Promise<void>
}

/** Milliseconds that a relay may hold rows before another one may take them. */
const CLAIM_MS = 30_000

/** Milliseconds to wait after a failed try, longer each time. */
const retryMs = (failures: number) => backoffMs(failures, { baseMs: 200, maxMs: 30_000 })

/** Wakes the relay when a transaction that wrote to the outbox has committed. */
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

/** One topic's rows, oldest first. */
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

  /** The oldest rows, as far as the first one that is not free yet: later ones do not overtake it. */
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

  /** The ids with none left out: rows that another relay has locked were skipped, before the first or in between. */
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

  /** One of the batch can never be sent: finds out which, and sends the others. */
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
