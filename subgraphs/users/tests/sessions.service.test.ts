import { createRevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { SESSION, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let users: TestUsers
beforeAll(async () => {
  users = await startTestUsers()
})
afterAll(() => users.close())

const DAY_MS = 86_400_000
/** The grace period of the settings here. */
const GRACE_MS = 20_000
const REFRESH = `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { ${SESSION} } }`
const LOGOUT = `mutation ($refreshToken: String!) { logout(refreshToken: $refreshToken) { sessionsEnded userErrors { code } } }`
const LOGOUT_EVERYWHERE = 'mutation { logoutEverywhere { sessionsEnded userErrors { code } } }'

const refresh = async (refreshToken: string) => (await users.run(REFRESH, { refreshToken })).data.refreshSession
const logout = async (refreshToken: string) => (await users.run(LOGOUT, { refreshToken })).data.logout
const codeOf = async (refreshToken: string) => (await refresh(refreshToken)).userErrors[0]?.code
const isSignedIn = async (token: string) => {
  const answer = await users.run('{ me { id } }', {}, token)
  if (answer.errors) expect(answer.errors[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  return answer.errors === undefined
}

describe('refreshSession', () => {
  it('gives new tokens of the same session', async () => {
    const ada = await users.register()
    const { session, user, userErrors } = await refresh(ada.refreshToken)
    expect(userErrors).toEqual([])
    expect(user.id).toBe(ada.id)
    expect(session.refreshToken).not.toBe(ada.refreshToken)
    const [before, after] = await Promise.all(
      [ada.accessToken, session.accessToken].map(token => users.ports.verifier.verify(token)),
    )
    expect(after?.viewer).toEqual(before?.viewer)
  })

  it('goes on as long as it is used within thirty days', async () => {
    let { refreshToken } = await users.register()
    for (let i = 0; i < 3; i++) {
      users.ports.clock.advance(29 * DAY_MS)
      refreshToken = (await refresh(refreshToken)).session.refreshToken
    }
    users.ports.clock.advance(30 * DAY_MS)
    expect(await codeOf(refreshToken)).toBe('INVALID_REFRESH_TOKEN')
  })

  it('ends the session when a used token comes again', async () => {
    const ada = await users.register()
    const { session } = await refresh(ada.refreshToken)
    expect(await isSignedIn(session.accessToken)).toBe(true)
    users.ports.clock.advance(GRACE_MS)
    expect(await refresh(ada.refreshToken)).toMatchObject({
      session: null,
      user: null,
      userErrors: [{ code: 'REFRESH_TOKEN_REUSED', field: ['refreshToken'] }],
    })
    expect(await codeOf(session.refreshToken)).toBe('INVALID_REFRESH_TOKEN')
    expect(await isSignedIn(session.accessToken)).toBe(false)
    expect(await isSignedIn(ada.accessToken)).toBe(false)
  })

  it.each(['', 'unknown', 'x'.repeat(10_000)])('refuses what is no token', async token => {
    expect(await refresh(token)).toMatchObject({
      session: null,
      userErrors: [{ code: 'INVALID_REFRESH_TOKEN', field: ['refreshToken'] }],
    })
  })

  it('keeps neither refresh tokens nor passwords in readable form', async () => {
    const ada = await users.register({ password: 'a very secret sentence', displayName: 'Findable' })
    const { session } = await refresh(ada.refreshToken)
    expect(await users.isStored('Findable')).toBe(true)
    for (const secret of ['a very secret sentence', ada.refreshToken, session.refreshToken, session.accessToken]) {
      expect(await users.isStored(secret)).toBe(false)
    }
  })
})

describe('logout', () => {
  it('ends the session with its access tokens, and no other', async () => {
    const ada = await users.register()
    const other = await users.login(ada.username, ada.password)
    expect(await logout(ada.refreshToken)).toEqual({ sessionsEnded: 1, userErrors: [] })
    expect(await isSignedIn(ada.accessToken)).toBe(false)
    expect(await codeOf(ada.refreshToken)).toBe('INVALID_REFRESH_TOKEN')
    expect(await isSignedIn(other.accessToken)).toBe(true)
  })

  it('has nothing to end for a token that is unknown or was signed out before', async () => {
    const ada = await users.register()
    await logout(ada.refreshToken)
    expect(await logout(ada.refreshToken)).toEqual({ sessionsEnded: 0, userErrors: [] })
    expect(await logout('unknown')).toEqual({ sessionsEnded: 0, userErrors: [] })
  })
})

describe('logoutEverywhere', () => {
  it("ends every session of the caller and nobody else's", async () => {
    const ada = await users.register()
    const bob = await users.register()
    const other = await users.login(ada.username, ada.password)
    const answer = await users.run(LOGOUT_EVERYWHERE, {}, ada.accessToken)
    expect(answer.data.logoutEverywhere).toEqual({ sessionsEnded: 2, userErrors: [] })
    expect(await isSignedIn(ada.accessToken)).toBe(false)
    expect(await isSignedIn(other.accessToken)).toBe(false)
    expect(await isSignedIn(bob.accessToken)).toBe(true)
  })

  it('needs somebody who is signed in', async () => {
    expect((await users.run(LOGOUT_EVERYWHERE)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })
})

describe('while the cache is away', () => {
  /** What another service believes, which hears of ended sessions through the cache alone. */
  const elsewhere = () => createRevocationList(users.ports.cache, users.ports)
  const sessionOf = async (token: string) => (await users.ports.verifier.verify(token)).viewer.sessionId

  beforeEach(() => users.ports.cache.goAway())
  afterEach(() => users.ports.cache.comeBack())

  it('sessions are opened, refreshed and ended, all in the database', async () => {
    const ada = await users.register()
    const other = await users.login(ada.username, ada.password)
    const { session } = await refresh(ada.refreshToken)
    expect(await logout(session.refreshToken)).toEqual({ sessionsEnded: 1, userErrors: [] })
    expect(await codeOf(session.refreshToken)).toBe('INVALID_REFRESH_TOKEN')
    const answer = await users.run(LOGOUT_EVERYWHERE, {}, other.accessToken)
    expect(answer.data.logoutEverywhere).toEqual({ sessionsEnded: 1, userErrors: [] })
    expect(await codeOf(other.refreshToken)).toBe('INVALID_REFRESH_TOKEN')
  })

  it('who ended a session refuses it, others believe its access token until the cache is back', async () => {
    const ada = await users.register()
    const sessionId = await sessionOf(ada.accessToken)
    await logout(ada.refreshToken)
    expect(await isSignedIn(ada.accessToken)).toBe(false)
    expect(await elsewhere().isRevoked(sessionId)).toBe(false)
    users.ports.cache.comeBack()
    await waitUntil(async () => expect(await elsewhere().isRevoked(sessionId)).toBe(true))
  })

  it('a list of ended sessions that is lost with it is told again when it is back', async () => {
    users.ports.cache.comeBack()
    const ada = await users.register()
    const sessionId = await sessionOf(ada.accessToken)
    await logout(ada.refreshToken)
    users.ports.cache.goAway()
    users.ports.cache.comeBack({ empty: true })
    await waitUntil(async () => expect(await elsewhere().isRevoked(sessionId)).toBe(true))
  })
})

describe('a restart', () => {
  it('tells the others again of ended sessions that a lost cache has forgotten', async () => {
    const ada = await users.register()
    const { sessionId } = (await users.ports.verifier.verify(ada.accessToken)).viewer
    await logout(ada.refreshToken)
    await users.ports.cache.delete(`session:revoked:${sessionId}`)
    await users.restart()
    expect(await createRevocationList(users.ports.cache, users.ports).isRevoked(sessionId)).toBe(true)
    expect(await isSignedIn(ada.accessToken)).toBe(false)
  })

  it('removes what ended long ago and keeps the rest', async () => {
    const ada = await users.register()
    const bob = await users.register()
    await logout(ada.refreshToken)
    users.ports.clock.advance(20 * 60_000)
    const before = await users.countRows()
    await users.restart()
    await waitUntil(async () => expect((await users.countRows()).sessions).toBeLessThan(before.sessions ?? 0))
    expect((await refresh(bob.refreshToken)).userErrors).toEqual([])
  })
})
