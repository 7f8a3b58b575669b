import { randomUUID } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { createGateway } from '@atelier/gateway/gateway.ts'
import { type SupergraphSource, supergraphFile } from '@atelier/gateway/supergraph/supergraphSource.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { type Client, createClient, type SubscribePayload } from 'graphql-ws'
import { WebSocket } from 'ws'
import { createTestPorts } from '../platform/testPorts.ts'
import { MANAGEMENT_TOKEN } from '../support/management.ts'
import { composeForTest, type TestSubgraph } from './inProcessSubgraphs.ts'
import { createPeopleAndJobs } from './peopleAndJobs.ts'
import { type SubgraphServer, startSubgraph } from './subgraphServer.ts'

export const SECRET = 'the secret of the gateway of these tests'

/** A response, loosely typed for tests. */
export interface GatewayResponse {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
  data?: any
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

export interface GatewayOptions {
  /** File of the supergraph; it is in memory when absent. */
  supergraphFile?: string
  log?: Logger
}

/** A test gateway with its subgraphs. */
export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>

/** Starts the real gateway with the two subgraphs of people and jobs, all on free ports. */
export async function startTestGateway(env: Record<string, string> = {}, options: GatewayOptions = {}) {
  const subgraphs = createPeopleAndJobs()
  const ports = await createTestPorts()
  const people = await startSubgraph(subgraphs.people)
  const jobs = await startSubgraph(subgraphs.work)
  const log = options.log ?? ports.log
  const first = composeOf([people, jobs])
  const source = options.supergraphFile ? fileSource(options.supergraphFile, first, log) : memorySource(first)
  const service = await createGateway({
    config: loadConfig(gatewayEnvironment, { GATEWAY_SECRET: SECRET, MANAGEMENT_TOKEN, ...env }),
    log,
    clock: ports.clock,
    verifier: ports.verifier,
    source,
  })
  const url = await service.listen({ host: '127.0.0.1', port: 0 })
  const clients: Client[] = []

  return {
    ...subgraphs,
    ports,
    servers: { people, jobs },
    service,
    url,
    /** Replaces the supergraph. */
    replaceSupergraph: source.write,
    supergraphOf: (subgraphs: Pick<TestSubgraph, 'name' | 'typeDefs'>[]) =>
      composeForTest(subgraphs, name => (name === 'people' ? people.url : jobs.url)),

    async post(
      query: string,
      options: { variables?: object; headers?: Record<string, string> } = {},
    ): Promise<GatewayResponse> {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...options.headers },
        body: JSON.stringify({ query, variables: options.variables }),
      })
      const { data, errors = [] } = (await response.json()) as GatewayResponse
      return { status: response.status, headers: response.headers, data, errors }
    },

    /** A WebSocket client that does not reconnect. */
    connect(connectionParams?: Record<string, unknown>, on: Parameters<typeof createClient>[0]['on'] = {}): Client {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams,
        retryAttempts: 0,
        generateID: () => randomUUID(),
        on,
      })
      clients.push(client)
      return client
    },

    async close() {
      for (const client of clients) await client.dispose()
      await service.close()
      await Promise.all([people.close(), jobs.close(), ports.close()])
    },
  }
}

const composeOf = (servers: SubgraphServer[]) =>
  composeForTest(servers, name => servers.find(server => server.name === name)?.url ?? '')

function memorySource(sdl: string): SupergraphSource & { write(next: string): void } {
  let onChange = () => {}
  return {
    read: async () => sdl,
    watch(listener) {
      onChange = listener
      return () => {
        onChange = () => {}
      }
    },
    write(next) {
      sdl = next
      onChange()
    },
  }
}

/** A real file, replaced atomically. */
function fileSource(path: string, sdl: string, log: Logger): SupergraphSource & { write(next: string): void } {
  const write = (next: string) => {
    writeFileSync(`${path}.next`, next)
    renameSync(`${path}.next`, path)
  }
  write(sdl)
  return { ...supergraphFile(path, { log }), write }
}

/** Results of one operation over WebSocket, one by one. */
export class Results implements AsyncDisposable {
  readonly #iterator: ReturnType<Client['iterate']>

  constructor(client: Client, payload: SubscribePayload) {
    this.#iterator = client.iterate(payload)
  }

  /** @throws Error at the end. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
  async next(): Promise<any> {
    const { done, value } = await this.#iterator.next()
    if (done) throw new Error('The operation is over.')
    return value
  }

  async isOver(): Promise<boolean> {
    return (await this.#iterator.next()).done === true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#iterator.return?.()
  }
}
