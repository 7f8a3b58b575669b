import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Answer } from '@atelier/testkit/app/answers.ts'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** What came back for one request. */
export interface Reply {
  status: number
  body: Buffer
}

/** What a request carries besides its address. */
export interface Sent {
  method?: string
  headers?: OutgoingHttpHeaders
  body?: string | Buffer
  signal?: AbortSignal
}

/** A machine that calls from an address of its own, which is one of this machine's (127.0.0.0/8). */
export class Machine {
  readonly gateway: string
  readonly address: string
  readonly #agent: Agent
  readonly #clients: Client[] = []
  readonly #sockets = new Set<Socket>()
  readonly #webSockets = new Set<WebSocket>()

  constructor(gateway: string, address: string) {
    this.gateway = gateway
    this.address = address
    this.#agent = new Agent({ keepAlive: true, maxSockets: 256, localAddress: address })
  }

  /** @throws Error where no answer came. */
  fetch(url: string, { method = 'GET', headers = {}, body, signal }: Sent = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, agent: this.#agent, signal }, (response: IncomingMessage) => {
        buffer(response).then(bytes => resolve({ status: response.statusCode ?? 0, body: bytes }), reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** Posts a GraphQL request whose body is text already. */
  postText(body: string, { token, signal }: { token?: string; signal?: AbortSignal } = {}): Promise<Reply> {
    const headers = { 'content-type': 'application/json', ...authorization(token) }
    return this.fetch(`${this.gateway}/graphql`, { method: 'POST', headers, body, signal })
  }

  /** Runs an operation. */
  async ask(query: string, variables?: object, token?: string): Promise<Answer> {
    const { status, body } = await this.postText(JSON.stringify({ query, variables }), { token })
    try {
      return JSON.parse(String(body)) as Answer
    } catch {
      throw new Error(`answered ${status}: ${String(body).slice(0, 200)}`)
    }
  }

  /** A graphql-transport-ws client that does not connect again by itself. */
  graphqlClient(token?: string): Client {
    const { address } = this
    const client = createClient({
      url: `${this.gateway.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(url: string | URL, protocols: string | string[]) {
          super(url, protocols, { localAddress: address })
        }
      },
      connectionParams: authorization(token),
      retryAttempts: 0,
      onNonLazyError: () => {},
    })
    this.#clients.push(client)
    return client
  }

  /** A bare WebSocket, which says nothing by itself but whose it is. */
  webSocket(token?: string): WebSocket {
    const url = `${this.gateway.replace('http', 'ws')}/graphql`
    const socket = new WebSocket(url, 'graphql-transport-ws', { localAddress: this.address })
    socket.on('error', () => {})
    const payload = authorization(token)
    if (token !== undefined)
      socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
    this.#webSockets.add(socket)
    return socket
  }

  /** A bare connection to a service. */
  socket(url = this.gateway): Socket {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), localAddress: this.address })
    socket.on('error', () => {})
    this.#sockets.add(socket)
    return socket
  }

  /** Lets go of every connection. */
  async leave(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    for (const socket of this.#webSockets) socket.terminate()
    await Promise.all(this.#clients.map(async client => client.dispose()))
    this.#agent.destroy()
  }
}

const authorization = (token: string | undefined): { authorization?: string } =>
  token === undefined ? {} : { authorization: `Bearer ${token}` }
