import { backoffMs } from '../time/backoff.ts'

/** Milliseconds before the next try to reach a broker. */
export const reconnectMs = (failures: number): number => backoffMs(failures, { baseMs: 100, maxMs: 5_000 })

/** Milliseconds before a message whose handler rejected is given again. */
export const redeliveryMs = (failures: number): number => backoffMs(failures, { baseMs: 20, maxMs: 5_000 })
