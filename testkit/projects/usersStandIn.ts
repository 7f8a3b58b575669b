import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSchema, GraphQLError, graphql } from 'graphql'

const schema = buildSchema('type User { id: ID! } type Query { user(id: ID!): User }')

/** Behaviour of the users service. */
type Mood = 'well' | 'silent' | 'faulty' | 'session ended'

/** The part of the users subgraph that the projects service uses, over real HTTP. */
export interface UsersStandIn {
  readonly url: string
  /** Ids of existing accounts. */
  readonly accounts: Set<string>
  /** Headers of each request so far. */
  readonly asked: IncomingHttpHeaders[]
  mood: Mood
  close(): Promise<void>
}

export async function startUsersStandIn(): Promise<UsersStandIn> {
  const accounts = new Set<string>()
  const asked: IncomingHttpHeaders[] = []
  const server = createServer(async (request, response) => {
    asked.push(request.headers)
    if (standIn.mood === 'silent') return
    const { query, variables } = JSON.parse(await text(request))
    const answer = await graphql({
      schema,
      source: query,
      variableValues: variables,
      rootValue: {
        user({ id }: { id: string }) {
          if (standIn.mood === 'faulty') throw new Error('out of order')
          if (standIn.mood === 'session ended') {
            throw new GraphQLError('Sign in.', { extensions: { code: 'UNAUTHENTICATED' } })
          }
          return accounts.has(id) ? { id } : null
        },
      },
    })
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const standIn: UsersStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    accounts,
    asked,
    mood: 'well',
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return standIn
}
