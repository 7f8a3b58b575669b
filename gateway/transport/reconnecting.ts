import { backoffMs } from '@atelier/platform/time/backoff.ts'

/** How a lost connection to a subgraph is opened again. */
export interface ReconnectOptions {
  /**
   * Maximum reconnects since the last stable connection before its subscriptions fail; when absent enough for some 45
   * s.
   */
  retries?: number
  /** Backoff before the n-th reconnect, from 0. */
  retryWaitMs?: (tries: number) => number
  /** Time after which a connection is stable; 10 s when absent. */
  lastingMs?: number
}

export const MAX_RETRIES = 15

export const LASTING_MS = 10_000

/** Exponential backoff up to 4 s, with jitter so that gateways do not reconnect at once. */
export const reconnectMs = (tries: number): number =>
  backoffMs(tries, { baseMs: 100, maxMs: 4_000, jitter: [0.5, 1.5] })
