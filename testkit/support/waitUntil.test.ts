import { describe, expect, it, vi } from 'vitest'
import { waitUntil } from './waitUntil.ts'

/** A look that fails so often. */
function failing(times: number, error: Error = new Error('not yet')) {
  const look = vi.fn(() => {
    if (look.mock.calls.length <= times) throw error
    return 'there'
  })
  return look
}

describe('waiting until something is so', () => {
  it('gives what is there as soon as the look no longer fails', async () => {
    const look = failing(3)
    expect(await waitUntil(look)).toBe('there')
    expect(look).toHaveBeenCalledTimes(4)
  })

  it('gives up with the last failure, after looks that are as few as limits on callers allow', async () => {
    const look = failing(Number.POSITIVE_INFINITY)
    await expect(waitUntil(look, { timeoutMs: 1_000 })).rejects.toThrow('not yet')
    expect(look.mock.calls.length).toBeLessThan(12)
  })

  it('looks again no sooner than a limit asks for', async () => {
    const look = failing(1, Object.assign(new Error('RATE_LIMITED'), { retryAfterMs: 500 }))
    const begun = performance.now()
    await waitUntil(look)
    // Timers may fire a millisecond early.
    expect(performance.now() - begun).toBeGreaterThan(495)
  })

  it('does not wait for a limit that asks for more than there is time', async () => {
    const look = failing(1, Object.assign(new Error('RATE_LIMITED'), { retryAfterMs: 60_000 }))
    await expect(waitUntil(look)).rejects.toThrow('RATE_LIMITED')
  })
})
