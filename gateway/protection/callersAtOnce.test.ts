import { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import { describe, expect, it } from 'vitest'
import { callerKey } from './callerKey.ts'

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
    const held = new ConcurrencyLimit(2)
    const first = held.acquire(callerKey(at('a')))
    expect(held.acquire(callerKey(at('a')))).toBeDefined()
    expect(held.acquire(callerKey(at('a')))).toBeUndefined()
    expect(held.acquire(callerKey(at('b')))).toBeDefined()
    first?.()
    first?.()
    expect(held.acquire(callerKey(at('a')))).toBeDefined()
    expect(held.acquire(callerKey(at('a')))).toBeUndefined()
  })

  it('is counted by user, from whatever address', () => {
    const held = new ConcurrencyLimit(1)
    expect(held.acquire(callerKey(user('ada', 'a')))).toBeDefined()
    expect(held.acquire(callerKey(user('ada', 'b')))).toBeUndefined()
    expect(held.acquire(callerKey(user('bob', 'a')))).toBeDefined()
    expect(held.acquire(callerKey(at('a')))).toBeDefined()
  })

  it('has no bound without a limit', () => {
    const held = new ConcurrencyLimit(Infinity)
    for (let n = 0; n < 1_000; n += 1) expect(held.acquire(callerKey(at('a')))).toBeDefined()
  })
})
