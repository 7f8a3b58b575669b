import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REGISTER, startUsersService, type UsersService } from './testing/usersService.ts'

let users: UsersService
beforeAll(async () => {
  users = await startUsersService({
    registrationsPerAddress: { most: 200, windowMs: 3_600_000 },
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
    await expect.poll(() => users.eventsOf(ada.id)).toEqual(['created'])
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

  it('makes those administrators whom the settings name', async () => {
    const answer = await register({ username: 'Root', password })
    expect(answer.data.register.user.role).toBe('ADMIN')
  })

  it('hears one address only so often', async () => {
    const from = (address: string) => users.runFrom(address, REGISTER, { input: { username: '!', password: 'x' } })
    for (let i = 0; i < 200; i++) await from('192.0.2.7')
    const [refused] = (await from('192.0.2.7')).errors ?? []
    expect(refused?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
    expect((await from('192.0.2.8')).errors).toBeUndefined()
    users.ports.clock.advance(3_600_000)
    expect((await from('192.0.2.7')).errors).toBeUndefined()
  })

  it('hears one address only so often while the cache is away too', async () => {
    const from = (address: string) => users.runFrom(address, REGISTER, { input: { username: '!', password: 'x' } })
    users.ports.cache.goAway()
    try {
      for (let i = 0; i < 200; i++) await from('192.0.2.9')
      expect((await from('192.0.2.9')).errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
      expect((await from('192.0.2.10')).errors).toBeUndefined()
    } finally {
      users.ports.cache.comeBack()
    }
  })
})
