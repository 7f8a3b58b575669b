import { backoffMs } from '@atelier/platform/time/backoff.ts'

/** A limit on tries after which each next one waits, longer and longer, and none is shut out for good. */
export interface TryLimit {
  /** Tries in a window before the first wait. */
  free: number
  /** The window begins with the first try; with its end they are forgotten. */
  windowMs: number
  longestWaitMs: number
}

const FIRST_WAIT_MS = 1_000

/** How long the next try waits after so many in the window, in milliseconds: nothing, then 1 s, doubled by each more. */
export function waitAfter(tries: number, { free, longestWaitMs }: Pick<TryLimit, 'free' | 'longestWaitMs'>): number {
  if (tries < free) return 0
  return backoffMs(tries - free, { baseMs: FIRST_WAIT_MS, maxMs: longestWaitMs })
}
