import { expect, it } from 'vitest'
import { callerKey } from './callerKey.ts'

it.each([
  ['203.0.113.7', 'address:203.0.113.7'],
  ['::ffff:203.0.113.7', 'address:203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::1', 'address:2001:db8:1:2::/64'],
  ['2001:0db8::1', 'address:2001:db8:0:0::/64'],
  ['::1', 'address:0:0:0:0::/64'],
  ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
  ['', 'address:'],
])('an anonymous caller at %j counts as %s', (address, key) => {
  expect(callerKey({ address })).toBe(key)
})

it('a user counts as one, from wherever', () => {
  const viewer = { id: 'u1', username: 'ada', role: 'USER', sessionId: 's1' } as const
  const verified = { viewer, scopes: [], expiresAt: new Date() }
  expect(callerKey({ verified, address: '203.0.113.7' })).toBe('user:u1')
})
