import { backoffMs } from '@atelier/platform/time/backoff.ts'

/** A limit on attempts beyond which each is delayed, longer and longer, and never rejected for good. */
export interface TryLimit {
  /** Attempts in a window before the first delay. */
  free: number
  /** The window starts with the first attempt, and counts are reset at its end. */
  windowMs: number
  maxWaitMs: number
}

const FIRST_WAIT_MS = 1_000

/** Milliseconds before the next attempt, after so many in the window: none, then 1 s, doubled by each more. */
export function waitAfter(tries: number, { free, maxWaitMs }: Pick<TryLimit, 'free' | 'maxWaitMs'>): number {
  if (tries < free) return 0
  return backoffMs(tries - free, { baseMs: FIRST_WAIT_MS, maxMs: maxWaitMs })
}
