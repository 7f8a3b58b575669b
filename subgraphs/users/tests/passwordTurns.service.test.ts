import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { LOGIN, REGISTER, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterEach, describe, expect, it } from 'vitest'

let users: TestUsers
afterEach(() => users.close())

const password = 'correct horse battery'
const limit = (free: number) => ({ free, windowMs: 86_400_000, maxWaitMs: 900_000 })
/** Much slower than all that is around it. */
const slow = { memoryKib: 65_536, iterations: 3 }

const login = (address: string, username: string, given = 'a wrong password', signal?: AbortSignal) =>
  users.runFrom(address, LOGIN, { input: { username, password: given } }, undefined, signal)
/** How often the service has looked for somebody by name: each sign-in that came does. */
const arrived = () => users.ports.queries.filter(sql => /password_hash.+where.+username_key/.test(sql)).length

describe('a flood of passwords from one address', () => {
  const flood = { guesses: (i: number) => login('192.0.2.66', `guess${i}`), registrations: register }
  function register(i: number) {
    return users.runFrom('192.0.2.66', REGISTER, { input: { username: `flood${i}`, password } })
  }

  it.each(Object.entries(flood))('of %s does not keep others from signing in and up', async (_, send) => {
    await users?.close()
    users = await startTestUsers({
      passwordCost: slow,
      passwordTurns: { atOnce: 1, waitingPerAddress: 20, waiting: 100 },
    })
    const ada = await users.register()
    let done = 0
    let refused = 0
    const all = Array.from({ length: 40 }, async (_unused, i) => {
      const answer = await send(i)
      if (answer.errors) expect(answer.errors[0]?.extensions?.code).toBe('RATE_LIMITED')
      if (answer.errors) refused++
      else done++
    })
    // Then as many wait as may.
    await waitUntil(() => expect(refused).toBeGreaterThanOrEqual(15))
    const before = done
    expect((await login('192.0.2.1', ada.username, password)).data.login.session).not.toBeNull()
    const input = { username: 'newcomer', password }
    expect((await users.runFrom('192.0.2.2', REGISTER, { input })).data.register.session).not.toBeNull()
    expect(done - before).toBeLessThan(10)
    await Promise.all(all)
    expect(refused).toBeLessThan(25)
  })

  it('does not keep those of that address from it whom their accounts know', async () => {
    users = await startTestUsers({
      passwordCost: slow,
      passwordTurns: { atOnce: 1, waitingPerAddress: 20, waiting: 100 },
    })
    const input = { username: 'neighbour', password }
    await users.runFrom('192.0.2.66', REGISTER, { input })
    let done = 0
    let refused = 0
    const all = Array.from({ length: 40 }, async (_unused, i) => {
      const answer = await login('192.0.2.66', `guess${i}`)
      if (answer.errors) refused++
      else done++
    })
    await waitUntil(() => expect(refused).toBeGreaterThanOrEqual(15))
    const before = done
    expect((await login('192.0.2.66', 'neighbour', password)).data.login.session).not.toBeNull()
    expect(done - before).toBeLessThan(10)
    await Promise.all(all)
  })
})

describe('a caller who left', () => {
  it('is not served any more, so that the guesses count for nothing', async () => {
    users = await startTestUsers({
      passwordCost: slow,
      passwordTurns: { atOnce: 1, waitingPerAddress: 20, waiting: 100 },
      signIn: { perPlace: limit(3), perAccount: limit(200), perAddress: limit(1_000) },
    })
    users.ports.queries.length = 0
    const busy = Array.from({ length: 4 }, (_, i) => login('192.0.2.66', `guess${i}`))
    await waitUntil(() => expect(arrived()).toBe(4))
    const leaving = new AbortController()
    const left = Array.from({ length: 3 }, () => login('192.0.2.66', 'left', undefined, leaving.signal))
    await waitUntil(() => expect(arrived()).toBe(7))
    leaving.abort()
    await Promise.allSettled(left)
    await Promise.all(busy)
    for (let i = 0; i < 3; i++) {
      expect((await login('192.0.2.66', 'left')).data?.login.userErrors).toMatchObject([
        { code: 'INVALID_CREDENTIALS' },
      ])
    }
  })
})
