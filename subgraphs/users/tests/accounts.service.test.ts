import type { GraphQLAnswer } from '@atelier/testkit/platform/subgraphClient.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { LOGIN, REGISTER, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { untilThrottled } from '@atelier/testkit/users/untilThrottled.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let users: TestUsers
beforeAll(async () => {
  users = await startTestUsers()
})
afterAll(() => users.close())

const PROFILE = 'id username displayName email avatarUrl createdAt updatedAt'
const UPDATE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { user { ${PROFILE} } userErrors { code field } } }`
const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } userErrors { code field } } }`
const DELETE =
  'mutation ($password: String!) { deleteAccount(password: $password) { deletedUserId userErrors { code field } } }'

const update = async (input: Record<string, unknown>, token?: string) =>
  (await users.run(UPDATE, { input }, token)).data.updateProfile
const change = async (currentPassword: string, newPassword: string, token?: string) =>
  (await users.run(CHANGE, { input: { currentPassword, newPassword } }, token)).data.changePassword
const remove = async (password: string, token?: string) =>
  (await users.run(DELETE, { password }, token)).data.deleteAccount
const me = async (token: string) => users.run(`{ me { ${PROFILE} } }`, {}, token)
const isSignedIn = async (token: string) => (await me(token)).data?.me != null
const loginCode = async (username: string, password: string) =>
  (await users.run(LOGIN, { input: { username, password } })).data.login.userErrors[0]?.code

const untilItWaits = (guess: () => Promise<GraphQLAnswer>) =>
  untilThrottled(guess, { clock: users.ports.clock, seconds: 8 })

const guessFrom = (address: string, username: string) =>
  users.runFrom(address, LOGIN, { input: { username, password: 'not the password' } })

describe('what changes an account', () => {
  it.each([
    ['updateProfile', UPDATE, { input: {} }],
    ['changePassword', CHANGE, { input: { currentPassword: 'x', newPassword: 'y' } }],
    ['deleteAccount', DELETE, { password: 'x' }],
  ])('%s needs somebody who is signed in', async (_, mutation, variables) => {
    const answer = await users.run(mutation, variables)
    expect(Object.values(answer.data)).toEqual([null])
    expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it.each([
    ['updateProfile', UPDATE, { input: { displayName: 'x' } }],
    ['changePassword', CHANGE, { input: { currentPassword: 'x', newPassword: 'a new long one' } }],
    ['deleteAccount', DELETE, { password: 'x' }],
  ])('%s is refused to a token whose account is gone', async (_, mutation, variables) => {
    const { token } = await users.ports.tokenOf()
    expect((await users.run(mutation, variables, token)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })
})

describe('updateProfile', () => {
  it('changes what is given, clears what is null and leaves the rest', async () => {
    const ada = await users.register({ displayName: 'Ada', email: 'ada@example.org' })
    await me(ada.accessToken)
    const { user, userErrors } = await update(
      { displayName: ' Ada Lovelace ', avatarUrl: 'https://example.org/ada.png' },
      ada.accessToken,
    )
    expect(userErrors).toEqual([])
    expect(user).toMatchObject({
      displayName: 'Ada Lovelace',
      email: 'ada@example.org',
      avatarUrl: 'https://example.org/ada.png',
    })
    const cleared = await update({ displayName: null, email: null }, ada.accessToken)
    expect(cleared.user).toMatchObject({ displayName: null, email: null, avatarUrl: 'https://example.org/ada.png' })
    expect((await me(ada.accessToken)).data.me).toEqual(cleared.user)
    await waitUntil(async () => expect(await users.eventsOf(ada.id)).toEqual(['created', 'updated', 'updated']))
  })

  it('changes nothing and tells nobody when nothing differs', async () => {
    const ada = await users.register({ displayName: 'Ada' })
    const before = (await me(ada.accessToken)).data.me
    users.ports.clock.advance(1_000)
    expect((await update({ displayName: 'Ada' }, ada.accessToken)).user).toEqual(before)
    expect((await update({}, ada.accessToken)).user).toEqual(before)
    await update({ displayName: 'Ada II' }, ada.accessToken)
    await waitUntil(async () => expect(await users.eventsOf(ada.id)).toEqual(['created', 'updated']))
  })

  it.each([
    ['displayName', ''],
    ['displayName', '\u0007'],
    ['email', 'ada at example'],
    ['avatarUrl', 'http://example.org/ada.png'],
    ['avatarUrl', 'javascript:alert(1)'],
    ['avatarUrl', 'https://'],
    ['avatarUrl', 'https://ada:secret@example.org/'],
    ['avatarUrl', 'https://169.254.169.254/latest'],
    ['displayName', '\u202eada'],
    ['displayName', '\u3164'],
    ['displayName', '\ud83e'],
    ['email', 'ada@exаmple.org'],
    ['avatarUrl', `https://example.org/${'x'.repeat(2048)}`],
  ])('refuses the %s %j and changes nothing', async (field, value) => {
    const ada = await users.register({ displayName: 'Ada' })
    const before = (await me(ada.accessToken)).data.me
    expect(await update({ [field]: value }, ada.accessToken)).toEqual({
      user: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['input', field] }],
    })
    expect((await me(ada.accessToken)).data.me).toEqual(before)
  })
})

describe('changePassword', () => {
  it('takes the new password from then on and ends all other sessions', async () => {
    const ada = await users.register()
    const other = await users.login(ada.username, ada.password)
    const answer = await change(ada.password, 'another long one', ada.accessToken)
    expect(answer).toEqual({ user: { id: ada.id }, userErrors: [] })
    expect(await isSignedIn(ada.accessToken)).toBe(true)
    expect(await isSignedIn(other.accessToken)).toBe(false)
    expect(await loginCode(ada.username, ada.password)).toBe('INVALID_CREDENTIALS')
    expect(await loginCode(ada.username, 'another long one')).toBeUndefined()
    await waitUntil(async () => expect(await users.eventsOf(ada.id)).toEqual(['created', 'updated']))
  })

  it('changes nothing when the current password is wrong', async () => {
    const ada = await users.register()
    expect(await change('not the password', 'another long one', ada.accessToken)).toEqual({
      user: null,
      userErrors: [{ code: 'WRONG_PASSWORD', field: ['input', 'currentPassword'] }],
    })
    expect(await loginCode(ada.username, ada.password)).toBeUndefined()
  })

  it('refuses a weak new password', async () => {
    const ada = await users.register()
    for (const weak of ['short', 'password123', ada.username.padEnd(8, 'x').slice(0, 7)]) {
      expect((await change(ada.password, weak, ada.accessToken)).userErrors).toEqual([
        { code: 'WEAK_PASSWORD', field: ['input', 'newPassword'] },
      ])
    }
  })

  it.each([
    ['currentPassword', 'correct horse \ud800', 'another long one'],
    ['newPassword', 'correct horse battery', 'another long \udfff'],
    ['newPassword', 'correct horse battery', 'another\0long one'],
  ])('refuses a %s that is not well formed', async (field, current, next) => {
    const ada = await users.register()
    expect(await change(current, next, ada.accessToken)).toEqual({
      user: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['input', field] }],
    })
    expect(await loginCode(ada.username, ada.password)).toBeUndefined()
  })

  it('lets one of two win who change it at once', async () => {
    const ada = await users.register()
    const answers = await Promise.all(
      ['first new one', 'other new one'].map(next => change(ada.password, next, ada.accessToken)),
    )
    const codes = answers.map(answer => answer.userErrors[0]?.code ?? 'OK').sort()
    expect(codes).toEqual(['OK', 'WRONG_PASSWORD'])
  })
})

describe('deleteAccount', () => {
  it('refuses a password that is not well formed', async () => {
    const ada = await users.register({ password: 'correct horse \ufffd' })
    expect(await remove('correct horse \ud800', ada.accessToken)).toEqual({
      deletedUserId: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['password'] }],
    })
  })

  it('changes nothing when the password is wrong', async () => {
    const ada = await users.register()
    expect(await remove('not the password', ada.accessToken)).toEqual({
      deletedUserId: null,
      userErrors: [{ code: 'WRONG_PASSWORD', field: ['password'] }],
    })
    expect((await me(ada.accessToken)).data.me.username).toBe(ada.username)
    expect(users.eventsOf(ada.id)).not.toContain('deleted')
  })

  it('is guarded against guessing, each session by itself', async () => {
    const ada = await users.register()
    const other = await users.login(ada.username, ada.password)
    const refused = await untilItWaits(() => users.run(DELETE, { password: 'not the password' }, ada.accessToken))
    expect(refused.heard).toBeGreaterThanOrEqual(10)
    const waiting = await users.run(
      CHANGE,
      { input: { currentPassword: ada.password, newPassword: 'a new long one' } },
      ada.accessToken,
    )
    expect(waiting.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
    expect(await isSignedIn(ada.accessToken)).toBe(true)
    expect((await change(ada.password, 'another long one', other.accessToken)).userErrors).toEqual([])
  })

  it('takes the right password after the wait', async () => {
    const ada = await users.register()
    const { wait } = await untilItWaits(() => users.run(DELETE, { password: 'not the password' }, ada.accessToken))
    users.ports.clock.advance(wait * 1_000)
    expect(await remove(ada.password, ada.accessToken)).toEqual({ deletedUserId: ada.id, userErrors: [] })
  })

  it('is open to the owner while others guess at signing in', async () => {
    const ada = await users.register()
    const addresses = Array.from({ length: 30 }, (_, i) => `198.51.100.${i}`)
    for (const address of addresses) await guessFrom(address, ada.username)
    for (let i = 0; i < 12; i++) await guessFrom('127.0.0.1', ada.username)
    expect((await change(ada.password, 'another long one', ada.accessToken)).userErrors).toEqual([])
    expect((await remove('another long one', ada.accessToken)).userErrors).toEqual([])
  })

  it('ends every session at once, frees the name and tells other services', async () => {
    const ada = await users.register()
    const other = await users.login(ada.username, ada.password)
    expect(await remove(ada.password, ada.accessToken)).toEqual({ deletedUserId: ada.id, userErrors: [] })
    for (const token of [ada.accessToken, other.accessToken]) {
      expect((await me(token)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
    expect(await loginCode(ada.username, ada.password)).toBe('INVALID_CREDENTIALS')
    expect((await users.register({ username: ada.username })).id).not.toBe(ada.id)
    await waitUntil(async () => expect(await users.eventsOf(ada.id)).toEqual(['created', 'deleted']))
  })

  it('leaves only a tombstone, for what others made with them', async () => {
    const ada = await users.register({ displayName: 'Ada', email: 'ada@example.org' })
    const bob = await users.register()
    const entity = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { ${PROFILE} } } }`
    const refs = [{ __typename: 'User', id: ada.id }]
    expect((await users.run(entity, { refs })).data._entities[0].displayName).toBe('Ada')
    await remove(ada.password, ada.accessToken)

    expect((await users.run(entity, { refs })).data._entities[0]).toMatchObject({
      id: ada.id,
      username: `deleted-${ada.id.slice(-12)}`,
      displayName: 'Deleted user',
      email: null,
      avatarUrl: null,
    })
    const search = 'query ($id: ID!) { user(id: $id) { id } users(search: "deleted") { nodes { id } } }'
    const seen = (await users.run(search, { id: ada.id }, bob.accessToken)).data
    expect(seen).toEqual({ user: null, users: { nodes: [] } })
  })

  it('leaves a tombstone whose name nobody else can have, before or after', async () => {
    const ada = await users.register()
    const input = { username: `deleted-${ada.id.slice(-12)}`, password: ada.password }
    const take = async () => (await users.run(REGISTER, { input })).data.register.userErrors[0]?.code
    expect(await take()).toBe('INVALID_USERNAME')
    expect((await remove(ada.password, ada.accessToken)).userErrors).toEqual([])
    expect(await take()).toBe('INVALID_USERNAME')
  })
})
