import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { atMost, within } from './within.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const never = new Promise<never>(() => {})

/** Lets the time pass, and then sees that no timer is left. */
async function pass<T>(ms: number, waiting: Promise<T>): Promise<T> {
  waiting.catch(() => {})
  await vi.advanceTimersByTimeAsync(ms)
  return waiting.finally(() => expect(vi.getTimerCount()).toBe(0))
}

describe('what comes within a time', () => {
  it('is given', async () => {
    expect(await pass(0, within(100, Promise.resolve('here'), 'It'))).toBe('here')
  })

  it('is what it rejects with', async () => {
    await expect(pass(0, within(100, Promise.reject(new Error('gone')), 'It'))).rejects.toThrow('gone')
  })

  it('is an error when it is late, which names it', async () => {
    await expect(pass(100, within(100, never, 'It'))).rejects.toThrow('It took more than 100 ms.')
    await expect(
      pass(
        100,
        within(100, never, () => new TypeError('late')),
      ),
    ).rejects.toThrow(TypeError)
  })
})

describe('waiting at most a time', () => {
  it('ends when it comes', async () => {
    await pass(0, atMost(100, Promise.resolve()))
  })

  it('ends when it is late', async () => {
    await pass(100, atMost(100, never))
  })

  it('is what it rejects with', async () => {
    await expect(pass(0, atMost(100, Promise.reject(new Error('gone'))))).rejects.toThrow('gone')
  })
})
