import { createHash } from 'node:crypto'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { LRUCache } from 'lru-cache'
import type { ConnectionOperations } from './connectionOperations.ts'

/** Interval of looking whether there is anything left to wait for. */
const CHECK_MS = 200

/** Checks without an operation after which a connection is closed: its client needs one round trip to send the first. */
const IDLE_CHECKS = 10

/**
 * A connection whose token is invalid. It is acknowledged, so that its client can sign in or refresh the session over it,
 * and closed when it asks for anything else, or for nothing.
 */
export class TokenlessConnection {
  readonly #operations: Pick<ConnectionOperations, 'size'>
  readonly #timer: NodeJS.Timeout
  #isRefused = false
  #idleChecks = 0

  /** @param close closes the connection; called once. */
  constructor(operations: Pick<ConnectionOperations, 'size'>, close: () => void) {
    this.#operations = operations
    this.#timer = setInterval(() => {
      if (!this.#isOver()) return
      this.stop()
      close()
    }, CHECK_MS).unref()
  }

  /**
   * An operation needs a token. It gets no answer: clients repeat it on their next connection, with another token. Those
   * that need none, and were sent at the same time, are still answered.
   */
  refuse(): void {
    this.#isRefused = true
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #isOver(): boolean {
    this.#idleChecks = this.#operations.size > 0 ? 0 : this.#idleChecks + 1
    return this.#idleChecks >= (this.#isRefused ? 1 : IDLE_CHECKS)
  }
}

/** Connections with the same invalid token that are acknowledged before others are closed at once. */
const MAX_ACKNOWLEDGED = 3
const REMEMBERED_MS = 5 * 60_000
const MAX_REMEMBERED = 10_000

/**
 * Counts connections by their invalid token. graphql-ws clients count attempts since the last acknowledgement: those that
 * come again and again with the same token must not be acknowledged for ever, or they would never give up and report it.
 */
export class RefusedTokens {
  readonly #counts: LRUCache<string, number>

  constructor({ clock }: { clock: Clock }) {
    const perf = { now: () => clock.now().getTime() }
    this.#counts = new LRUCache({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS, perf })
  }

  /** @returns whether to acknowledge a connection with this invalid token, given as the payload of its initialisation. */
  acknowledge(payload: string): boolean {
    const key = createHash('sha256').update(payload).digest('base64')
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return count <= MAX_ACKNOWLEDGED
  }
}
