import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth } from '../health/health.ts'
import { newNotice } from './notice.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a notice', () => {
  it('lasts its time, in which the service says that it is not ready', async () => {
    const health = createHealth()
    let isOver = false
    const given = newNotice({ ms: 5_000, health })
      .give()
      .then(() => {
        isOver = true
      })
    expect((await health.readiness()).ready).toBe(false)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await given
  })

  it('can be ended before', async () => {
    const notice = newNotice({ ms: 5_000, health: createHealth() })
    const given = notice.give()
    notice.end()
    await given
  })

  it('of no time is over at once', async () => {
    await newNotice().give()
  })
})
