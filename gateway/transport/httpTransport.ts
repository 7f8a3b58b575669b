import { Pool } from 'undici'
import { EVERY_SUBGRAPH } from './clientHeaderNames.ts'
import { Exchange } from './exchange.ts'
import {
  SubgraphFetchError,
  type SubgraphReply,
  type SubgraphRequest,
  type SubgraphTransport,
} from './subgraphTransport.ts'

export interface HttpTransportOptions {
  /** Timeout of a subgraph request, from sending to the last byte; `Infinity` for none. */
  timeoutMs: number
  /** Timeouts of single subgraphs, by name. */
  timeouts?: ReadonlyMap<string, number>
  /** Subgraphs that are asked to compress their responses, or `*`. */
  compression?: ReadonlySet<string>
  /** Maximum bytes of a response. */
  responseLimit: number
}

interface Endpoint {
  pool: Pool
  path: string
}

/** Posts operations over keep-alive connections, with a lazy pool for each origin. */
export function createHttpTransport(options: HttpTransportOptions): SubgraphTransport {
  const { timeouts, timeoutMs, responseLimit, compression = new Set() } = options
  const always = { 'content-type': 'application/json', accept: ACCEPT }
  const compressing = { ...always, 'accept-encoding': ACCEPT_ENCODING }
  const pools = new Map<string, Pool>()
  const endpoints = new Map<string, Endpoint>()

  function endpointOf({ service, url }: SubgraphRequest): Endpoint {
    const known = endpoints.get(url)
    if (known) return known
    if (!/^https?:/.test(url) || !URL.canParse(url)) {
      throw new SubgraphFetchError(service, 'unreachable', { message: `"${url}" is not an http URL` })
    }
    const { origin, pathname, search } = new URL(url)
    const pool = pools.get(origin) ?? openPool(origin)
    pools.set(origin, pool)
    const endpoint = { pool, path: pathname + search }
    endpoints.set(url, endpoint)
    return endpoint
  }

  return {
    send: async request => {
      const limit = timeoutOf(timeouts?.get(request.service) ?? timeoutMs, request.deadline, performance.now())
      if (limit.ms <= 0)
        throw new SubgraphFetchError(request.service, 'deadline', { message: 'the deadline has passed' })
      const { pool, path } = endpointOf(request)
      return new Promise<SubgraphReply>((resolve, reject) => {
        const exchange = new Exchange(request, { ...limit, bytes: responseLimit }, resolve, reject)
        const isAsked = compression.has(request.service) || compression.has(EVERY_SUBGRAPH)
        const headers = { ...(isAsked ? compressing : always), ...request.headers }
        pool.dispatch({ method: 'POST', path, headers, body: request.body }, exchange)
      })
    },
    close: async () => {
      await Promise.all([...pools.values()].map(pool => pool.destroy()))
    },
  }
}

const ACCEPT_ENCODING = 'zstd, br;q=0.9, gzip;q=0.8'

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9'

/**
 * Each exchange has its own timeout, so the pool's are off. Concurrent requests are limited before, so there is a
 * connection for each.
 */
const openPool = (origin: string) => new Pool(origin, { headersTimeout: 0, bodyTimeout: 0, connectTimeout: CONNECT_MS })

const CONNECT_MS = 5_000

/**
 * The timeout of an exchange. One shortened by the operation's deadline is no failure of its subgraph, unless it had at
 * least half of its timeout.
 */
export function timeoutOf(
  timeoutMs: number,
  deadline: number | undefined,
  now: number,
): { ms: number; isOver: 'timeout' | 'deadline' } {
  if (deadline === undefined || deadline === Infinity) return { ms: timeoutMs, isOver: 'timeout' }
  const ms = Math.min(timeoutMs, deadline - now)
  return { ms, isOver: ms >= timeoutMs / 2 ? 'timeout' : 'deadline' }
}
