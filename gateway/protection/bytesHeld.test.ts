import { describe, expect, it } from 'vitest'
import { BytesHeld } from './bytesHeld.ts'

/** Of which 700 are there for everybody. */
const eightHundred = () => new BytesHeld({ total: 8_000, perAddress: 800 })

describe('bytes that are held', () => {
  it('are so many for each address, and in all', () => {
    const bytes = new BytesHeld({ total: 1_600, perAddress: 800 })
    expect(['a', 'a', 'b', 'c'].map(address => bytes.hold(address).grow(700))).toEqual([true, false, true, false])
    expect(bytes.total).toBe(1_400)
  })

  it('leave an eighth to what is short and of somebody known', () => {
    const bytes = eightHundred()
    bytes.hold('a').grow(700)
    expect(bytes.hold('a').grow(1)).toBe(false)
    expect([bytes.hold('a').grow(100, true), bytes.hold('a').grow(1, true)]).toEqual([true, false])
  })

  it('wait for room, and nothing new begins at their address before they have found it', async () => {
    const bytes = eightHundred()
    const [first, second, waiting] = [bytes.hold('a'), bytes.hold('a'), bytes.hold('a')]
    expect([first.grow(400), second.grow(200), waiting.grow(50)]).toEqual([true, true, true])
    const room = waiting.growInTime(300, 60_000)
    expect([bytes.hold('a').grow(1), bytes.hold('b').grow(1), second.grow(1)]).toEqual([false, true, true])
    first.release()
    expect(await room).toBe(true)
    expect([bytes.hold('a').grow(1), bytes.total]).toEqual([true, 553])
  })

  it('find none when the time is over, and hold nothing for it', async () => {
    const bytes = eightHundred()
    const first = bytes.hold('a')
    first.grow(700)
    expect(await bytes.hold('a').growInTime(1, 1)).toBe(false)
    first.release()
    expect(bytes.total).toBe(0)
  })

  it('need no more room once they are given back', async () => {
    const bytes = eightHundred()
    const [first, gone] = [bytes.hold('a'), bytes.hold('a')]
    first.grow(700)
    const room = gone.growInTime(1, 60_000)
    gone.release()
    expect(await room).toBe(true)
    first.release()
    expect(bytes.total).toBe(0)
  })

  it('do not wait where too many do', async () => {
    const bytes = eightHundred()
    bytes.hold('a').grow(700)
    const holders = Array.from({ length: 65 }, () => bytes.hold('a'))
    const rooms = holders.map(holder => holder.growInTime(1, 60_000))
    expect(await rooms.at(-1)).toBe(false)
    for (const holder of holders) holder.release()
  })
})
