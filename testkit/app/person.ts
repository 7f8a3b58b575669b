import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { type Answer, dataOf } from './answers.ts'
import { createProject, type GatewayUser } from './project.ts'

let people = 0

/** A unique user name. */
export const freshName = (name: string) => `${name}-${process.pid.toString(36)}-${(++people).toString(36)}`

export const PASSWORD = 'correct horse battery'

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { session { accessToken refreshToken } user { id username } userErrors { code field } }
}`

/** Registers a user. */
export async function signUp(gateway: string, username: string): Promise<GatewayUser> {
  const stranger = createPerson(gateway, { id: '', username: '', password: '', token: undefined, refreshToken: '' })
  const { register } = await stranger.get(REGISTER, { input: { username, password: PASSWORD } })
  if (!register.session) throw new Error(JSON.stringify(register.userErrors))
  return createPerson(gateway, {
    id: register.user.id,
    username,
    password: PASSWORD,
    token: register.session.accessToken,
    refreshToken: register.session.refreshToken,
  })
}

/** An anonymous client, or one with a forged token. */
export const stranger = (gateway: string, token?: string): GatewayUser =>
  createPerson(gateway, { id: '', username: '', password: '', token, refreshToken: '' })

function createPerson(
  gateway: string,
  known: Pick<GatewayUser, 'id' | 'username' | 'password' | 'token' | 'refreshToken'>,
): GatewayUser {
  let sockets: Client | undefined
  const person: GatewayUser = {
    ...known,
    gateway,
    async ask(query, variables) {
      const response = await fetch(`${gateway}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(person.token ? { authorization: `Bearer ${person.token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as Answer
    },
    get: async (query, variables) => dataOf(await person.ask(query, variables)),
    watch(query, variables) {
      sockets ??= createClient({
        url: `${gateway.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: () => (person.token ? { authorization: `Bearer ${person.token}` } : {}),
        retryAttempts: 0,
      })
      return sockets.iterate({ query, variables }) as AsyncIterable<Answer>
    },
    project: (name = 'Pictures', input = {}) => createProject(person, { name, ...input }),
    async leave() {
      await sockets?.dispose()
      sockets = undefined
    },
  }
  return person
}
