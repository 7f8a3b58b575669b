import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { SESSION, startTestUsers, type TestUsers } from '@atelier/testkit/users/testUsers.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const GRACE_MS = 20_000

let users: TestUsers
beforeAll(async () => {
  users = await startTestUsers({ refreshTokenGraceMs: GRACE_MS })
})
afterAll(() => users.close())

const REFRESH = `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { ${SESSION} } }`
const refresh = async (refreshToken: string, at: Pick<TestUsers, 'run'> = users) =>
  (await at.run(REFRESH, { refreshToken })).data.refreshSession
const tokenAfter = async (refreshToken: string): Promise<string> => (await refresh(refreshToken)).session.refreshToken
const codeOf = async (refreshToken: string) => (await refresh(refreshToken)).userErrors[0]?.code
const logout = (refreshToken: string) =>
  users.run('mutation ($t: String!) { logout(refreshToken: $t) { sessionsEnded } }', { t: refreshToken })
const isSignedIn = async (token: string) => (await users.run('{ me { id } }', {}, token)).errors === undefined

describe('a refresh token that comes twice within the grace period', () => {
  it('gives the same successor, and an access token of the same session, to each of many at once', async () => {
    const ada = await users.register()
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(ada.refreshToken)))
    expect(new Set(answers.map(answer => answer.session?.refreshToken)).size).toBe(1)
    for (const { session, user, userErrors } of answers) {
      expect(userErrors).toEqual([])
      expect(user.id).toBe(ada.id)
      expect(await isSignedIn(session.accessToken)).toBe(true)
    }
    expect(await codeOf(answers[0].session.refreshToken)).toBeUndefined()
  })

  it('does so at two processes on one database', async () => {
    const other = await users.replica()
    try {
      for (let round = 0; round < 5; round++) {
        const ada = await users.register()
        const at = [users, other, users, other]
        const answers = await Promise.all(at.map(process => refresh(ada.refreshToken, process)))
        expect(new Set(answers.map(answer => answer.session?.refreshToken)).size).toBe(1)
        expect(answers[0].session).not.toBeNull()
      }
    } finally {
      await other.close()
    }
  })

  it('does so after an answer that was lost, until the period since its first use is over', async () => {
    const ada = await users.register()
    const next = await tokenAfter(ada.refreshToken)
    users.ports.clock.advance(GRACE_MS / 2)
    expect(await tokenAfter(ada.refreshToken)).toBe(next)
    users.ports.clock.advance(GRACE_MS / 2)
    expect(await codeOf(ada.refreshToken)).toBe('REFRESH_TOKEN_REUSED')
    expect(await codeOf(next)).toBe('INVALID_REFRESH_TOKEN')
  })

  it('does so after a restart', async () => {
    const ada = await users.register()
    const next = await tokenAfter(ada.refreshToken)
    await users.restart({ refreshTokenGraceMs: GRACE_MS })
    expect(await tokenAfter(ada.refreshToken)).toBe(next)
  })

  it('gives the newest one when the successor was used meanwhile, which is good after the period', async () => {
    const ada = await users.register()
    let newest = ada.refreshToken
    for (let n = 0; n < 3; n++) newest = await tokenAfter(newest)
    expect(await tokenAfter(ada.refreshToken)).toBe(newest)
    users.ports.clock.advance(GRACE_MS * 2)
    expect(await codeOf(newest)).toBeUndefined()
  })

  it('still ends the session after the period, whichever of its tokens comes again', async () => {
    const ada = await users.register()
    const second = await tokenAfter(ada.refreshToken)
    const third = await tokenAfter(second)
    users.ports.clock.advance(GRACE_MS)
    expect(await codeOf(second)).toBe('REFRESH_TOKEN_REUSED')
    expect(await codeOf(third)).toBe('INVALID_REFRESH_TOKEN')
  })

  it('does not make a session last longer', async () => {
    await users.restart({ refreshTokenGraceMs: GRACE_MS, refreshTokenTtlMs: 60_000 })
    const ada = await users.register()
    const next = await tokenAfter(ada.refreshToken)
    users.ports.clock.advance(GRACE_MS / 2)
    expect(await tokenAfter(ada.refreshToken)).toBe(next)
    users.ports.clock.advance(60_000 - GRACE_MS / 2)
    expect(await codeOf(next)).toBe('INVALID_REFRESH_TOKEN')
    await users.restart({ refreshTokenGraceMs: GRACE_MS })
  })
})

describe('a session that ended within the grace period', () => {
  const endings: Record<
    string,
    (person: Awaited<ReturnType<TestUsers['register']>>, next: string) => Promise<unknown>
  > = {
    'by signing out': (_, next) => logout(next),
    'by signing out with the used token': person => logout(person.refreshToken),
    'by signing out everywhere': person =>
      users.run('mutation { logoutEverywhere { sessionsEnded } }', {}, person.accessToken),
    'by a new password, set elsewhere': async person => {
      const other = await users.login(person.username, person.password)
      await users.run(
        `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }`,
        { input: { currentPassword: person.password, newPassword: 'another long sentence' } },
        other.accessToken,
      )
    },
    'with its account': person =>
      users.run(
        'mutation ($p: String!) { deleteAccount(password: $p) { userErrors { code } } }',
        { p: person.password },
        person.accessToken,
      ),
  }

  it.each(Object.keys(endings))('gives nothing any more: %s', async name => {
    const ada = await users.register()
    const next = await tokenAfter(ada.refreshToken)
    await endings[name]?.(ada, next)
    for (const token of [ada.refreshToken, next]) {
      expect(await refresh(token)).toMatchObject({ session: null, userErrors: [{ code: 'INVALID_REFRESH_TOKEN' }] })
    }
  })

  it('by reuse of an older token gives nothing any more', async () => {
    const ada = await users.register()
    const second = await tokenAfter(ada.refreshToken)
    users.ports.clock.advance(GRACE_MS)
    const third = await tokenAfter(second)
    expect(await codeOf(ada.refreshToken)).toBe('REFRESH_TOKEN_REUSED')
    expect(await codeOf(second)).toBe('INVALID_REFRESH_TOKEN')
    expect(await codeOf(third)).toBe('INVALID_REFRESH_TOKEN')
  })
})

describe('what is kept', () => {
  it('is no token in readable form', async () => {
    const ada = await users.register()
    const next = await tokenAfter(ada.refreshToken)
    expect(await tokenAfter(ada.refreshToken)).toBe(next)
    for (const secret of [ada.refreshToken, next]) expect(await users.isStored(secret)).toBe(false)
  })

  it('leads from no used token to another one after some time', async () => {
    const ada = await users.register()
    await tokenAfter(ada.refreshToken)
    expect(await users.countSeeds()).toBeGreaterThan(0)
    users.ports.clock.advance(11 * 60_000)
    await users.restart({ refreshTokenGraceMs: GRACE_MS })
    await waitUntil(async () => expect(await users.countSeeds()).toBe(0))
  })
})

describe('a grace period of 0', () => {
  it('ends the session by any reuse, and keeps nothing to make a successor of', async () => {
    await users.restart({ refreshTokenGraceMs: 0 })
    const ada = await users.register()
    const before = await users.countSeeds()
    const next = await tokenAfter(ada.refreshToken)
    expect(await users.countSeeds()).toBe(before)
    expect(await codeOf(ada.refreshToken)).toBe('REFRESH_TOKEN_REUSED')
    expect(await codeOf(next)).toBe('INVALID_REFRESH_TOKEN')
  })

  it('lets exactly one of two win who use a token at once', async () => {
    const ada = await users.register()
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(ada.refreshToken)))
    expect(answers.filter(answer => answer.session)).toHaveLength(1)
    const codes = answers.flatMap(answer => answer.userErrors.map((error: { code: string }) => error.code))
    // The first of the others ends the session, which the last of them may find ended.
    expect(codes).toHaveLength(5)
    expect(codes).toContain('REFRESH_TOKEN_REUSED')
    expect(['INVALID_REFRESH_TOKEN', 'REFRESH_TOKEN_REUSED']).toEqual(expect.arrayContaining(codes))
  })
})
