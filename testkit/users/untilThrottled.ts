import { expect } from 'vitest'
import type { GraphQLAnswer } from '../platform/subgraphClient.ts'
import type { TestClock } from '../platform/testPorts.ts'

/** Tries up to a long wait. */
export interface Throttled {
  /** Tries that were heard. */
  heard: number
  /** Tries that were heard before the first wait. */
  free: number
  /** Each wait in seconds. */
  waits: number[]
  /** The last one, which is not over. */
  wait: number
}

/** Seconds that a throttled caller has to wait; `undefined` for one that was heard. */
export function waitOf({ errors: [refused] = [] }: GraphQLAnswer): number | undefined {
  if (!refused) return undefined
  expect(refused.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
  return refused.extensions?.retryAfter as number
}

/**
 * Tries again and again, after each wait by the clock, until one is so long that a slow machine does not end it.
 * @param options.seconds of that wait.
 */
export async function untilThrottled(
  attempt: () => Promise<GraphQLAnswer>,
  { clock, seconds, most = 150 }: { clock: TestClock; seconds: number; most?: number },
): Promise<Throttled> {
  const waits: number[] = []
  let heard = 0
  let free = 0
  for (let tries = 0; tries < most; tries++) {
    const wait = waitOf(await attempt())
    if (wait === undefined) {
      heard++
      if (waits.length === 0) free++
      continue
    }
    waits.push(wait)
    if (wait >= seconds) return { heard, free, waits, wait }
    clock.advance(wait * 1_000)
  }
  throw new Error(`no try of ${most} had to wait for ${seconds} s`)
}
