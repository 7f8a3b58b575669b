import { join } from 'node:path'
import { openSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { codeOf, userErrorCodes } from '@atelier/testkit/app/answers.ts'
import { startEmbeddedAtelier } from '@atelier/testkit/app/embeddedAtelier.ts'
import { freshName, PASSWORD, signUp, stranger } from '@atelier/testkit/app/person.ts'
import type { RunningAtelier } from '@atelier/testkit/app/runningAtelier.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { base64url } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
beforeAll(async () => {
  atelier = await startTestAtelier()
})
afterAll(() => atelier.close())

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { session { accessToken } user { id } userErrors { code field message } } }`
const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { session { accessToken refreshToken expiresAt } user { id } userErrors { code field message } } }`
const REFRESH = `mutation ($token: String!) {
  refreshSession(refreshToken: $token) { session { accessToken refreshToken } userErrors { code } } }`
const DELETE = 'mutation ($p: String!) { deleteAccount(password: $p) { deletedUserId userErrors { code field } } }'
const ME = '{ me { username } }'
const CREATE = 'mutation { createProject(input: { name: "X" }) { project { id } } }'

const register = async (input: Record<string, unknown>) =>
  (await stranger(atelier.gateway).get(REGISTER, { input })).register
const login = async (username: string, password: string) =>
  (await stranger(atelier.gateway).get(LOGIN, { input: { username, password } })).login

describe('signing up', () => {
  it('makes one account for a name, whatever its case', async () => {
    const username = freshName('Grace')
    expect((await register({ username, password: PASSWORD })).user).not.toBeNull()
    for (const taken of [username, username.toUpperCase(), username.toLowerCase()]) {
      const payload = await register({ username: taken, password: PASSWORD })
      expect(payload).toMatchObject({ session: null, user: null })
      expect(payload.userErrors).toMatchObject([{ code: 'USERNAME_TAKEN', field: ['input', 'username'] }])
    }
  })

  it.each(['short', 'password', '12345678'])('refuses the weak password %s and makes nothing', async password => {
    const username = freshName('weak')
    const payload = await register({ username, password })
    expect(payload.userErrors).toMatchObject([{ code: 'WEAK_PASSWORD', field: ['input', 'password'] }])
    expect((await register({ username, password: PASSWORD })).userErrors).toEqual([])
  })
})

describe('signing in', () => {
  it('works with the name in any case', async () => {
    const ada = await atelier.user('ada')
    const { session, user } = await login(ada.username.toUpperCase(), ada.password)
    expect(user.id).toBe(ada.id)
    expect(await stranger(atelier.gateway, session.accessToken).get(ME)).toEqual({ me: { username: ada.username } })
  })

  it('answers a wrong password and an unknown user alike', async () => {
    const ada = await atelier.user('ada')
    const wrong = await login(ada.username, 'not the password')
    const unknown = await login(freshName('nobody'), 'not the password')
    expect(wrong).toEqual(unknown)
    expect(userErrorCodes(wrong)).toEqual(['INVALID_CREDENTIALS'])
  })

  it('is slowed down for an account that somebody guesses at', async () => {
    const ada = await atelier.user('ada')
    const codes = []
    for (let tries = 0; tries < 12; tries++) {
      const answer = await stranger(atelier.gateway).ask(LOGIN, {
        input: { username: ada.username, password: 'guess' },
      })
      codes.push(codeOf(answer))
      if (codeOf(answer)) expect(answer.errors?.[0]?.extensions?.retryAfter).toBeGreaterThan(0)
    }
    expect(codes.slice(0, 10).every(code => code === undefined)).toBe(true)
    expect(codes.at(-1)).toBe('RATE_LIMITED')
  })
})

describe('a session without a grace period', () => {
  let strict: RunningAtelier
  beforeAll(async () => {
    strict = await startEmbeddedAtelier({ REFRESH_TOKEN_GRACE_MS: '0' })
  })
  afterAll(() => strict.close())

  it('goes on by its refresh token, and ends with one that was used before', async () => {
    const [gateway] = strict.gateways as [string]
    const ada = await signUp(gateway, freshName('ada'))
    const first = (await ada.get(REFRESH, { token: ada.refreshToken })).refreshSession.session
    expect(await stranger(gateway, first.accessToken).get(ME)).toEqual({ me: { username: ada.username } })
    const reused = (await ada.get(REFRESH, { token: ada.refreshToken })).refreshSession
    expect(userErrorCodes(reused)).toEqual(['REFRESH_TOKEN_REUSED'])
    const latest = await stranger(gateway).get(REFRESH, { token: first.refreshToken })
    expect(latest.refreshSession.session).toBeNull()
    expect(codeOf(await stranger(gateway, first.accessToken).ask(ME))).toBe('UNAUTHENTICATED')
    await ada.leave()
  })
})

describe('a session', () => {
  it('goes on by its refresh token, the same for all that use it at once, at each gateway', async () => {
    const ada = await atelier.user('ada')
    const tabs = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        stranger(atelier.gateways[n % atelier.gateways.length] as string).get(REFRESH, { token: ada.refreshToken }),
      ),
    )
    const sessions = tabs.map(({ refreshSession }) => refreshSession.session)
    expect(new Set(sessions.map(session => session?.refreshToken)).size).toBe(1)
    for (const { accessToken } of sessions) {
      expect(await stranger(atelier.gateway, accessToken).get(ME)).toEqual({ me: { username: ada.username } })
    }
    const { refreshSession } = await stranger(atelier.gateway).get(REFRESH, { token: sessions[0].refreshToken })
    expect(refreshSession.userErrors).toEqual([])
  })

  it('ends at once by signing out', async () => {
    const ada = await atelier.user('ada')
    await ada.get('mutation ($t: String!) { logout(refreshToken: $t) { sessionsEnded } }', { t: ada.refreshToken })
    expect(codeOf(await ada.ask(ME))).toBe('UNAUTHENTICATED')
  })
})

describe('an access token', () => {
  const keysOf = () => openSigningKeys(join(atelier.dataFolder, 'keys', 'signing.json'))
  const viewer = {
    id: '01890000-0000-7000-8000-000000000000',
    username: 'mallory',
    role: 'ADMIN',
    sessionId: 's',
  } as const

  it('of the right key and time is taken: the attacks below differ from it in one thing each', async () => {
    const { token } = await createTokenSigner(await keysOf(), { clock: { now: () => new Date() } }).sign(viewer)
    expect(codeOf(await stranger(atelier.gateway, token).ask('{ queueStats { pending } }'))).toBeUndefined()
  })

  it('that has expired is refused', async () => {
    const longAgo = { now: () => new Date(Date.now() - 3_600_000) }
    const { token } = await createTokenSigner(await keysOf(), { clock: longAgo }).sign(viewer)
    expect(codeOf(await stranger(atelier.gateway, token).ask(ME))).toBe('UNAUTHENTICATED')
  })

  it('of another key is refused', async () => {
    const own = await keysOf()
    const other = await openSigningKeys(join(atelier.dataFolder, 'forger.json'))
    const forged = await createTokenSigner(
      { ...other, publicJwk: { ...other.publicJwk, kid: own.publicJwk.kid } },
      { clock: { now: () => new Date() } },
    ).sign(viewer)
    expect(codeOf(await stranger(atelier.gateway, forged.token).ask(ME))).toBe('UNAUTHENTICATED')
  })

  it('without a signature is refused', async () => {
    const { token } = await createTokenSigner(await keysOf(), { clock: { now: () => new Date() } }).sign(viewer)
    const none = `${base64url.encode('{"alg":"none","typ":"JWT"}')}.${token.split('.')[1]}.`
    const person = stranger(atelier.gateway, none)
    expect(codeOf(await person.ask(ME))).toBe('UNAUTHENTICATED')
    const socket = (async () => {
      for await (const event of person.watch('subscription { queueStatsUpdated { pending } }')) return event
    })()
    await expect(socket).rejects.toMatchObject({ code: 4403 })
  })

  it('is needed for what needs a viewer', async () => {
    expect(await stranger(atelier.gateway).get(ME)).toEqual({ me: null })
    expect(codeOf(await stranger(atelier.gateway).ask(CREATE))).toBe('UNAUTHENTICATED')
  })
})

describe('deleting an account', () => {
  it('needs the password', async () => {
    const ada = await atelier.user('ada')
    const { deleteAccount } = await ada.get(DELETE, { p: 'not the password' })
    expect(deleteAccount).toMatchObject({
      deletedUserId: null,
      userErrors: [{ code: 'WRONG_PASSWORD', field: ['password'] }],
    })
    expect(await ada.get(ME)).toEqual({ me: { username: ada.username } })
  })

  it('takes its projects with it, frees its name and keeps what others made readable', async () => {
    const [ada, bob] = [await atelier.user('ada'), await atelier.user('bob')]
    const own = await ada.project('Mine', { visibility: 'PUBLIC' })
    const shared = await bob.project('Ours')
    await shared.add(ada)
    await ada.get(DELETE, { p: ada.password })
    expect(codeOf(await ada.ask(ME))).toBe('UNAUTHENTICATED')
    await waitUntil(async () => {
      const seen = await bob.get(
        'query ($own: ID!, $shared: ID!) { own: project(id: $own) { id } shared: project(id: $shared) { members { user { username } } } }',
        { own: own.id, shared: shared.id },
      )
      expect(seen).toEqual({ own: null, shared: { members: [{ user: { username: bob.username } }] } })
    })
    expect((await register({ username: ada.username, password: PASSWORD })).userErrors).toEqual([])
  })
})
