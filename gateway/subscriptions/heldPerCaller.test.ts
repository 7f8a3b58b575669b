import { describe, expect, it } from 'vitest'
import { HeldPerCaller } from './heldPerCaller.ts'

const at = (address: string) => ({ address })
const user = (id: string, address = 'a') => ({
  address,
  verified: {
    viewer: { id, username: id, role: 'USER' as const, sessionId: `s-${id}` },
    scopes: [],
    expiresAt: new Date(),
  },
})

describe('what callers hold', () => {
  it('is bounded for each address of anonymous callers, and free again when it is given back', () => {
    const held = new HeldPerCaller(2)
    const first = held.take(at('a'))
    expect(held.take(at('a'))).toBeDefined()
    expect(held.take(at('a'))).toBeUndefined()
    expect(held.take(at('b'))).toBeDefined()
    first?.()
    first?.()
    expect(held.take(at('a'))).toBeDefined()
    expect(held.take(at('a'))).toBeUndefined()
  })

  it('is counted by user, from whatever address', () => {
    const held = new HeldPerCaller(1)
    expect(held.take(user('ada', 'a'))).toBeDefined()
    expect(held.take(user('ada', 'b'))).toBeUndefined()
    expect(held.take(user('bob', 'a'))).toBeDefined()
    expect(held.take(at('a'))).toBeDefined()
  })

  it('has no bound when the limit is 0', () => {
    const held = new HeldPerCaller(0)
    for (let n = 0; n < 1_000; n += 1) expect(held.take(at('a'))).toBeDefined()
  })
})
