import { type Dispatcher, Pool } from 'undici'
import { parseReply } from './parseReply.ts'
import {
  SubgraphFailure,
  type SubgraphReply,
  type SubgraphRequest,
  type SubgraphTransport,
} from './subgraphTransport.ts'

export interface HttpTransportOptions {
  /** How long a subgraph may take for one answer, from request to last byte. */
  timeoutMs: number
  /** Bytes of an answer at most. */
  responseLimit: number
  /** Connections kept to one origin at most. */
  connections: number
}

interface Endpoint {
  pool: Pool
  path: string
}

/** Posts operations over keep-alive connections, one pool for each origin, made when it is first needed. */
export function createHttpTransport(options: HttpTransportOptions): SubgraphTransport {
  const pools = new Map<string, Pool>()
  const endpoints = new Map<string, Endpoint>()

  function endpointOf({ service, url }: SubgraphRequest): Endpoint {
    const known = endpoints.get(url)
    if (known) return known
    if (!/^https?:/.test(url) || !URL.canParse(url)) {
      throw new SubgraphFailure(service, 'unreachable', { message: `"${url}" is not an http URL` })
    }
    const { origin, pathname, search } = new URL(url)
    const pool = pools.get(origin) ?? new Pool(origin, { connections: options.connections })
    pools.set(origin, pool)
    const endpoint = { pool, path: pathname + search }
    endpoints.set(url, endpoint)
    return endpoint
  }

  return {
    send: async request => post(endpointOf(request), request, options),
    close: async () => {
      await Promise.all([...pools.values()].map(pool => pool.destroy()))
    },
  }
}

function post({ pool, path }: Endpoint, request: SubgraphRequest, options: HttpTransportOptions) {
  return new Promise<SubgraphReply>((resolve, reject) => {
    const exchange = new Exchange(request, options, resolve, reject)
    const headers = { 'content-type': 'application/json', accept: ACCEPT, ...request.headers }
    pool.dispatch({ method: 'POST', path, headers, body: request.body }, exchange)
  })
}

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9'

/** One request under way. undici's own handler interface costs half of what its body streams do. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: SubgraphRequest
  readonly #options: HttpTransportOptions
  readonly #resolve: (reply: SubgraphReply) => void
  readonly #reject: (error: SubgraphFailure) => void
  readonly #timer: NodeJS.Timeout
  readonly #onAbort = () => this.#giveUp('aborted', 'the client went away')
  readonly #chunks: Buffer[] = []
  #controller?: Dispatcher.DispatchController
  #status = 0
  #bytes = 0
  #settled = false

  constructor(
    request: SubgraphRequest,
    options: HttpTransportOptions,
    resolve: (reply: SubgraphReply) => void,
    reject: (error: SubgraphFailure) => void,
  ) {
    this.#request = request
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = setTimeout(
      () => this.#giveUp('timeout', `no answer within ${options.timeoutMs} ms`),
      options.timeoutMs,
    )
    request.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#settled) controller.abort(new Error('given up'))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#status = status
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes <= this.#options.responseLimit) this.#chunks.push(chunk)
    else this.#giveUp('too large', `the answer is longer than ${this.#options.responseLimit} bytes`)
  }

  onResponseEnd(): void {
    if (this.#settled) return
    this.#settle()
    const [first] = this.#chunks
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    try {
      this.#resolve(parseReply(this.#request.service, this.#status, body.toString('utf8')))
    } catch (error) {
      this.#reject(this.#failure('not GraphQL', error))
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return
    this.#settle()
    this.#reject(this.#failure('unreachable', error))
  }

  #settle(): void {
    this.#settled = true
    clearTimeout(this.#timer)
    this.#request.signal?.removeEventListener('abort', this.#onAbort)
  }

  #giveUp(reason: 'aborted' | 'timeout' | 'too large', message: string): void {
    if (this.#settled) return
    this.#settle()
    const failure = new SubgraphFailure(this.#request.service, reason, { message })
    this.#reject(failure)
    this.#controller?.abort(failure)
  }

  #failure(reason: 'unreachable' | 'not GraphQL', cause: unknown): SubgraphFailure {
    if (cause instanceof SubgraphFailure) return cause
    const message = cause instanceof Error ? cause.message || cause.name : String(cause)
    return new SubgraphFailure(this.#request.service, reason, { message, cause })
  }
}
