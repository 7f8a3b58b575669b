import { createRevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { SESSION, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let users: TestUsers
beforeAll(async () => {
  users = await startTestUsers()
})
afterAll(() => users.close())

const REFRESH = `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { ${SESSION} } }`
const refresh = async (refreshToken: string) => (await users.run(REFRESH, { refreshToken })).data.refreshSession
const logout = (refreshToken: string) =>
  users.run('mutation ($t: String!) { logout(refreshToken: $t) { sessionsEnded } }', { t: refreshToken })
const codeOfMe = async (token: string) => (await users.run('{ me { id } }', {}, token)).errors?.[0]?.extensions?.code
const secondsLeft = (expiresAt: string) => (Date.parse(expiresAt) - users.ports.clock.now().getTime()) / 1_000

describe('short lifetimes', () => {
  beforeEach(() => users.restart({ accessTokenTtlMs: MINUTE_MS, refreshTokenTtlMs: HOUR_MS }))

  it('hold for access tokens of sign-ups, sign-ins and refreshes', async () => {
    const ada = await users.register()
    const again = await users.login(ada.username, ada.password)
    const refreshed = (await refresh(again.refreshToken)).session
    for (const session of [ada, again, refreshed] as { accessToken: string; expiresAt: string }[]) {
      expect(secondsLeft(session.expiresAt)).toBeLessThanOrEqual(60)
      expect(secondsLeft(session.expiresAt)).toBeGreaterThan(30)
      expect(await codeOfMe(session.accessToken)).toBeUndefined()
    }
    users.ports.clock.advance(MINUTE_MS)
    expect(await codeOfMe(refreshed.accessToken)).toBe('UNAUTHENTICATED')
  })

  it('hold for refresh tokens, and begin anew with each refresh', async () => {
    let { refreshToken } = await users.register()
    for (let n = 0; n < 3; n++) {
      users.ports.clock.advance(HOUR_MS - MINUTE_MS)
      refreshToken = (await refresh(refreshToken)).session.refreshToken
    }
    users.ports.clock.advance(HOUR_MS)
    expect((await refresh(refreshToken)).userErrors).toMatchObject([{ code: 'INVALID_REFRESH_TOKEN' }])
  })
})

describe('long lifetimes', () => {
  beforeEach(() => users.restart({ accessTokenTtlMs: 24 * HOUR_MS }))

  it('hold, but not for a session that was ended', async () => {
    const ada = await users.register()
    const bob = await users.register()
    await logout(ada.refreshToken)
    users.ports.clock.advance(24 * HOUR_MS - MINUTE_MS)
    expect(await codeOfMe(ada.accessToken)).toBe('UNAUTHENTICATED')
    expect(await codeOfMe(bob.accessToken)).toBeUndefined()
  })

  it('are known to a restart that tells again of ended sessions', async () => {
    const ada = await users.register()
    const { sessionId } = (await users.ports.verifier.verify(ada.accessToken)).viewer
    await logout(ada.refreshToken)
    users.ports.clock.advance(23 * HOUR_MS)
    await users.ports.cache.delete(`session:revoked:${sessionId}`)
    await users.restart({ accessTokenTtlMs: 24 * HOUR_MS })
    expect(await createRevocationList(users.ports.cache, users.ports).isRevoked(sessionId)).toBe(true)
  })

  it('of tokens that were signed before they were made shorter: an ended session stays refused', async () => {
    const ada = await users.register()
    await users.restart({ accessTokenTtlMs: MINUTE_MS })
    await logout(ada.refreshToken)
    users.ports.clock.advance(23 * HOUR_MS)
    expect(await codeOfMe(ada.accessToken)).toBe('UNAUTHENTICATED')
  })
})
