import { backoffMs } from '../time/backoff.ts'

/** Milliseconds before the next attempt to connect to a broker. */
export const reconnectMs = (failures: number): number => backoffMs(failures, { baseMs: 100, maxMs: 5_000 })

/** Milliseconds before a message is redelivered after its handler rejected. */
export const redeliveryMs = (failures: number): number => backoffMs(failures, { baseMs: 20, maxMs: 5_000 })
