import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LOGIN, startUsersService, type UsersService } from './testing/usersService.ts'

let users: UsersService
beforeAll(async () => {
  users = await startUsersService({
    failuresPerAccount: { most: 3, windowMs: 900_000 },
    failuresPerAddress: { most: 6, windowMs: 900_000 },
  })
})
afterAll(() => users.close())

let addresses = 0
const newAddress = () => `198.51.100.${++addresses}`
const login = (username: string, password: string, address = newAddress()) =>
  users.runFrom(address, LOGIN, { input: { username, password } })

describe('login', () => {
  it('signs in by the name in any case', async () => {
    const ada = await users.register({ username: 'Ada' })
    const answer = await login('aDA', ada.password)
    expect(answer.data.login).toMatchObject({ user: { id: ada.id, username: 'Ada' }, userErrors: [] })
    const { accessToken, expiresAt } = answer.data.login.session
    const { viewer, expiresAt: end } = await users.ports.verifier.verify(accessToken)
    expect(viewer).toMatchObject({ id: ada.id, username: 'Ada', role: 'USER' })
    expect(new Date(expiresAt)).toEqual(end)
  })

  it('takes a password however its characters are encoded', async () => {
    const zoe = await users.register({ password: 'Zo\u00eb likes caf\u00e9s' })
    expect((await login(zoe.username, 'Zoe\u0308 likes cafe\u0301s')).data.login.userErrors).toEqual([])
  })

  it('answers the same to a wrong password, an unknown user and what can be no user name', async () => {
    const { username } = await users.register()
    const answers = await Promise.all(
      [username, 'nobody', 'no:body\u0000', ''].map(name => login(name, 'a wrong password')),
    )
    for (const answer of answers) {
      expect(answer).toEqual({
        data: { login: { session: null, user: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] } },
      })
    }
  })

  it('writes nothing for a wrong password', async () => {
    const { username } = await users.register()
    const { outbox: _, ...before } = await users.countRows()
    await login(username, 'a wrong password')
    expect(await users.countRows()).toMatchObject(before)
  })

  it('takes no password for an account after too many wrong ones, until the window ends', async () => {
    const { username, password } = await users.register()
    for (let i = 0; i < 3; i++) await login(username, 'a wrong password')
    const refused = await login(username.toUpperCase(), password)
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 900 })
    users.ports.clock.advance(900_000)
    expect((await login(username, password)).data.login.userErrors).toEqual([])
  })

  it('treats a name that nobody has the same', async () => {
    for (let i = 0; i < 3; i++) await login('phantom', 'a wrong password')
    expect((await login('phantom', 'a wrong password')).errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
  })

  it('is not got round by many guesses at once', async () => {
    const { username } = await users.register()
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(username, 'a wrong password')))
    expect(answers.filter(answer => answer.data?.login)).toHaveLength(3)
  })

  it('does not count right passwords', async () => {
    const { username, password } = await users.register()
    const address = newAddress()
    for (let i = 0; i < 10; i++) {
      expect((await login(username, password, address)).data.login.userErrors).toEqual([])
    }
  })

  it('lets many sign in to one account at once', async () => {
    const { username, password } = await users.register()
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(username, password)))
    expect(answers.every(answer => answer.data?.login.session)).toBe(true)
  })

  it('takes no password from an address after too many wrong ones for any accounts', async () => {
    const { username, password } = await users.register()
    const address = newAddress()
    for (let i = 0; i < 6; i++) await login(`guess${i}`, 'a wrong password', address)
    expect((await login(username, password, address)).errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
    expect((await login(username, password)).data.login.userErrors).toEqual([])
  })
})

describe('while the cache is away', () => {
  beforeEach(() => users.ports.cache.goAway())
  afterEach(() => users.ports.cache.comeBack())

  it('people register and sign in', async () => {
    const { username, password } = await users.register()
    expect((await login(username, password)).data.login.userErrors).toEqual([])
    expect((await login(username, 'a wrong password')).data.login.userErrors).toMatchObject([
      { code: 'INVALID_CREDENTIALS' },
    ])
  })

  it('takes no password for an account after too many wrong ones, also when the cache is back', async () => {
    const { username, password } = await users.register()
    for (let i = 0; i < 3; i++) await login(username, 'a wrong password')
    const refusal = { code: 'RATE_LIMITED', retryAfter: 900 }
    expect((await login(username, password)).errors?.[0]?.extensions).toMatchObject(refusal)
    users.ports.cache.comeBack()
    expect((await login(username, password)).errors?.[0]?.extensions).toMatchObject(refusal)
    users.ports.clock.advance(900_000)
    expect((await login(username, password)).data.login.userErrors).toEqual([])
  })

  it('counts on from the wrong ones before', async () => {
    users.ports.cache.comeBack()
    const { username, password } = await users.register()
    for (let i = 0; i < 2; i++) await login(username, 'a wrong password')
    users.ports.cache.goAway()
    await login(username, 'a wrong password')
    expect((await login(username, password)).errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
  })

  it('takes no password from an address after too many wrong ones for any accounts', async () => {
    const { username, password } = await users.register()
    const address = newAddress()
    for (let i = 0; i < 6; i++) await login(`other-guess${i}`, 'a wrong password', address)
    expect((await login(username, password, address)).errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
  })
})
