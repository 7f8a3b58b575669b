import { describe, expect, it } from 'vitest'
import { createSlots } from './slots.ts'

const never = new AbortController().signal

describe('slots', () => {
  it('give a place to one after the other, first come, first served', async () => {
    const slots = createSlots(1)
    const order: string[] = []
    const first = Promise.withResolvers<void>()
    const works = [
      slots.run(never, async () => {
        await first.promise
        order.push('a')
      }),
      slots.run(never, async () => order.push('b')),
      slots.run(never, async () => order.push('c')),
    ]
    first.resolve()
    await Promise.all(works)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('free a place when the work fails', async () => {
    const slots = createSlots(1)
    await expect(slots.run(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await slots.run(never, async () => 'yes')).toBe('yes')
  })

  it('let go of whoever is aborted while waiting, and lose no place by it', async () => {
    const slots = createSlots(1)
    const held = Promise.withResolvers<void>()
    const holder = slots.run(never, () => held.promise)
    const waiting = new AbortController()
    const aborted = slots.run(waiting.signal, async () => 'never')
    const next = slots.run(never, async () => 'next')
    waiting.abort(new Error('gave up'))
    await expect(aborted).rejects.toThrow('gave up')
    held.resolve()
    await holder
    expect(await next).toBe('next')
    expect(await slots.run(never, async () => 'again')).toBe('again')
  })
})
