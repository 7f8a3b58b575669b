import type { GraphQLAnswer } from '@atelier/testkit/platform/subgraphClient.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { REGISTER, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { untilThrottled } from '@atelier/testkit/users/untilThrottled.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let users: TestUsers
beforeAll(async () => {
  users = await startTestUsers({
    registrations: { free: 100, windowMs: 3_600_000, maxWaitMs: 900_000 },
    // Slow enough for others to come in between the check of a name and its taking.
    passwordCost: { memoryKib: 19_456, iterations: 2 },
  })
})
afterAll(() => users.close())

const password = 'correct horse battery'
const register = (input: Record<string, unknown>) => users.run(REGISTER, { input })
const faultsOf = async (input: Record<string, unknown>) => (await register(input)).data.register.userErrors

describe('register', () => {
  it('makes an account and signs in', async () => {
    const answer = await users.run(
      `mutation ($input: RegisterInput!) { register(input: $input) {
        session { accessToken } user { id username displayName email avatarUrl role createdAt updatedAt } userErrors { code }
      } }`,
      { input: { username: 'Ada.L', password, email: 'ada@example.org', displayName: '  Ada 🦋  ' } },
    )
    const { user, session, userErrors } = answer.data.register
    expect(userErrors).toEqual([])
    expect(user).toMatchObject({
      username: 'Ada.L',
      displayName: 'Ada 🦋',
      email: 'ada@example.org',
      avatarUrl: null,
      role: 'USER',
    })
    expect(new Date(user.createdAt).toISOString()).toBe(user.createdAt)
    expect((await users.run('{ me { id } }', {}, session.accessToken)).data.me.id).toBe(user.id)
  })

  it('tells other services', async () => {
    const ada = await users.register()
    await waitUntil(async () => expect(await users.eventsOf(ada.id)).toEqual(['created']))
  })

  it.each(['grace', 'GRACE', ' Grace ', 'ｇｒａｃｅ'])('refuses %j once grace is taken', async username => {
    await register({ username: 'grace', password })
    const [fault, ...others] = await faultsOf({ username, password })
    expect(others).toEqual([])
    // Written in full width it is no user name at all.
    const code = username.startsWith('ｇ') ? 'INVALID_USERNAME' : 'USERNAME_TAKEN'
    expect(fault).toMatchObject({ code, field: ['input', 'username'] })
  })

  it('gives a name to one of many who ask for it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => register({ username: 'linus', password })))
    const codes = answers.map(answer => answer.data.register.userErrors[0]?.code ?? 'OK')
    expect(codes.filter(code => code === 'OK')).toHaveLength(1)
    expect(codes.filter(code => code === 'USERNAME_TAKEN')).toHaveLength(7)
  })

  it.each([
    ['', 'INVALID_USERNAME', 'username'],
    ['ab', 'INVALID_USERNAME', 'username'],
    ['1abc', 'INVALID_USERNAME', 'username'],
    ['has space', 'INVALID_USERNAME', 'username'],
    [`a${'b'.repeat(32)}`, 'INVALID_USERNAME', 'username'],
    ['deleted:1', 'INVALID_USERNAME', 'username'],
    ['deleted-0123456789ab', 'INVALID_USERNAME', 'username'],
    ['ada\ud800', 'INVALID_USERNAME', 'username'],
  ])('refuses the user name %j', async (username, code, field) => {
    expect(await faultsOf({ username, password })).toEqual([{ code, field: ['input', field] }])
  })

  it.each([
    ['short', 'sh0rt!x'],
    ['common', 'Password1'],
    ['long', 'x1'.repeat(65)],
    ['of one character', 'zzzzzzzzzzzzzzzz'],
    ['equal to the user name', 'Hedy.Lamarr'],
  ])('refuses a password that is %s', async (_, weak) => {
    const faults = await faultsOf({ username: 'hedy.lamarr', password: weak })
    expect(faults).toEqual([{ code: 'WEAK_PASSWORD', field: ['input', 'password'] }])
  })

  it.each([
    ['email', 'nobody'],
    ['email', `${'a'.repeat(250)}@example.org`],
    ['displayName', '   '],
    ['displayName', 'x'.repeat(81)],
    ['displayName', 'two\nlines'],
    ['displayName', 'a\u0000b'],
    ['displayName', 'ada\u202egpj.exe'],
    ['displayName', 'a\u200bda'],
    ['displayName', 'half \ud800'],
    ['displayName', `Z${'\u0351'.repeat(9)}algo`],
    ['displayName', 'Kаtherine'],
    ['email', 'katherine\ud800@example.org'],
    ['password', 'correct horse \ud800'],
    ['password', 'correct horse \udfff'],
    ['password', 'correct\u0000horse battery'],
    ['password', 'x'.repeat(2_000)],
  ])('refuses the %s %j', async (field, value) => {
    const faults = await faultsOf({ username: 'katherine', password, [field]: value })
    expect(faults).toEqual([{ code: 'INVALID_INPUT', field: ['input', field] }])
  })

  it('names every fault at once and writes nothing', async () => {
    const before = await users.countRows()
    const faults = await faultsOf({ username: '!', password: 'x', email: 'x', displayName: '' })
    expect(faults.map((fault: { field: string[] }) => fault.field[1]).sort()).toEqual([
      'displayName',
      'email',
      'password',
      'username',
    ])
    await register({ username: 'grace', password })
    expect(await users.countRows()).toMatchObject({ ...before, outbox: expect.any(Number) })
  })

  const tryFrom = (address: string) => users.runFrom(address, REGISTER, { input: { username: '!', password: 'x' } })

  const untilItWaitsLong = (from: () => Promise<GraphQLAnswer>) =>
    untilThrottled(from, { clock: users.ports.clock, seconds: 30 })

  it('lets one address wait, longer and longer, after too many tries, and nobody else', async () => {
    const { waits, free } = await untilItWaitsLong(() => tryFrom('192.0.2.7'))
    expect(free).toBeGreaterThanOrEqual(100)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(waits.at(-1)).toBeGreaterThanOrEqual(30)
    expect((await tryFrom('192.0.2.8')).errors).toBeUndefined()
    users.ports.clock.advance(3_600_000)
    expect((await tryFrom('192.0.2.7')).errors).toBeUndefined()
  })

  it('counts an IPv6 network as one address', async () => {
    let last = 0
    const { waits } = await untilItWaitsLong(() => tryFrom(`2001:db8:7:7::${(++last).toString(16)}`))
    expect(waits).not.toEqual([])
    expect((await tryFrom('2001:db8:7:8::1')).errors).toBeUndefined()
  })

  it('counts while the cache is away too', async () => {
    users.ports.cache.goAway()
    try {
      expect((await untilItWaitsLong(() => tryFrom('192.0.2.9'))).waits).not.toEqual([])
      expect((await tryFrom('192.0.2.10')).errors).toBeUndefined()
    } finally {
      users.ports.cache.comeBack()
    }
  })
})
