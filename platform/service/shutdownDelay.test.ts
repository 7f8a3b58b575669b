import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth } from '../health/health.ts'
import { createShutdownDelay } from './shutdownDelay.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a shutdown delay', () => {
  it('lasts its time, in which the service says that it is not ready', async () => {
    const health = createHealth()
    let isOver = false
    const waited = createShutdownDelay({ ms: 5_000, health })
      .wait()
      .then(() => {
        isOver = true
      })
    expect((await health.readiness()).ready).toBe(false)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await waited
  })

  it('can be ended before', async () => {
    const delay = createShutdownDelay({ ms: 5_000, health: createHealth() })
    const waited = delay.wait()
    delay.end()
    await waited
  })

  it('of no time is over at once', async () => {
    await createShutdownDelay().wait()
  })
})
