import { join } from 'node:path'
import { openSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { type Answer, codeOf, dataOf } from '@atelier/testkit/app/answers.ts'
import { freshName, PASSWORD, stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { type Client, createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const ME = '{ me { username } }'
const SESSION = 'session { accessToken refreshToken } userErrors { code }'
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) { ${SESSION} } }`
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ${SESSION} } }`
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { ${SESSION} } }`
const LOGOUT = 'mutation ($token: String!) { logout(refreshToken: $token) { sessionsEnded userErrors { code } } }'

let atelier: TestAtelier
beforeAll(async () => {
  atelier = await startTestAtelier()
})
afterAll(() => atelier.close())

/** Tokens that the gateway refuses, of a user. */
const tokens: Record<string, (user: GatewayUser) => Promise<string>> = {
  expired: async ({ id, username }) => {
    const keys = await openSigningKeys(join(atelier.dataFolder, 'keys', 'signing.json'))
    const clock = { now: () => new Date(Date.now() - 3_600_000) }
    return (await createTokenSigner(keys, { clock }).sign({ id, username, role: 'USER', sessionId: 's' })).token
  },
  broken: async ({ token = '' }) => token.slice(0, -5),
}

describe.each(Object.keys(tokens))('a client that still sends its %s token', name => {
  const clientOf = async (user: GatewayUser) => stranger(atelier.gateway, await tokens[name]?.(user))

  it('is told so, refreshes its session, and goes on', async () => {
    const ada = await atelier.user('ada')
    const client = await clientOf(ada)
    expect(codeOf(await client.ask(ME))).toBe('UNAUTHENTICATED')
    const { refreshSession } = await client.get(REFRESH, { token: ada.refreshToken })
    expect(refreshSession.userErrors).toEqual([])
    const renewed = stranger(atelier.gateway, refreshSession.session.accessToken)
    expect(await renewed.get(ME)).toEqual({ me: { username: ada.username } })
  })

  it('signs in, signs up and signs out', async () => {
    const ada = await atelier.user('ada')
    const client = await clientOf(ada)
    const { login } = await client.get(LOGIN, { input: { username: ada.username, password: PASSWORD } })
    expect(await stranger(atelier.gateway, login.session.accessToken).get(ME)).toEqual({
      me: { username: ada.username },
    })
    const username = freshName('eve')
    const { register } = await client.get(REGISTER, { input: { username, password: PASSWORD } })
    expect(await stranger(atelier.gateway, register.session.accessToken).get(ME)).toEqual({ me: { username } })
    expect((await client.get(LOGOUT, { token: login.session.refreshToken })).logout.sessionsEnded).toBe(1)
    expect(codeOf(await stranger(atelier.gateway, login.session.accessToken).ask(ME))).toBe('UNAUTHENTICATED')
  })

  it('does the same with all operations over one WebSocket, whose subscription goes on with the new token', async () => {
    const ada = await atelier.user('ada')
    const task = await (await ada.project()).generate()
    let token = await tokens[name]?.(ada)
    const refreshes: Promise<void>[] = []
    const refresh = async () => {
      const { value } = await client.iterate({ query: REFRESH, variables: { token: ada.refreshToken } }).next()
      token = dataOf(value as Answer).refreshSession.session.accessToken
    }
    // As in the documentation of graphql-ws: a close with 4403 says that the token is to be refreshed.
    const client: Client = createClient({
      url: `${atelier.gateway.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${token}` }),
      retryWait: async () => {},
      on: {
        closed: event => {
          if ((event as CloseEvent).code === 4403 && refreshes.length === 0) refreshes.push(refresh())
        },
      },
    })
    const { value } = await client
      .iterate({ query: 'subscription ($id: ID!) { taskUpdated(id: $id) { id } }', variables: { id: task.id } })
      .next()
    expect(value?.data).toEqual({ taskUpdated: { id: task.id } })
    await Promise.all(refreshes)
    expect(refreshes).toHaveLength(1)
    await client.dispose()
  })
})
