import { Agent, request } from 'undici'
import { z } from 'zod'
import { GATEWAY_SECRET_HEADER } from '../auth/gatewaySecret.ts'
import { CallerCircuits, type CallSource } from '../circuit/callerCircuits.ts'
import type { CallOutcome } from '../circuit/circuitBreaker.ts'
import { unauthenticated, unavailable } from '../errors/graphqlErrors.ts'
import type { Logger } from '../log/logger.ts'
import type { Clock } from '../time/clock.ts'
import { formatTraceparent } from '../tracing/traceContext.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'

/** In whose name another subgraph is asked. */
export type SubgraphCaller = Pick<SubgraphRequest, 'viewer' | 'authorization' | 'clientAddress' | 'trace'>

/** One operation that another subgraph is asked for. */
export interface SubgraphQuery<Data> {
  document: string
  data: z.ZodType<Data>
}

export interface SubgraphClientOptions {
  /** The subgraph's name, for errors and log lines. */
  name: string
  /** Its GraphQL endpoint; a function where the port is known only later. */
  url: string | (() => string)
  gatewaySecret: string
  /** Milliseconds for a whole request. */
  timeoutMs: number
  /** Milliseconds that its circuit stays open after too many failures. */
  breakMs: number
  clock: Clock
  log: Logger
}

/** Three in five of three requests or more within a minute open the circuit. */
const CIRCUIT = { windowMs: 60_000, minimumCalls: 3, failureRatio: 0.6, probes: 10 }

const CONNECTIONS = 16

const errorShape = z.object({
  message: z.string(),
  extensions: z.looseObject({ code: z.string().optional() }).optional(),
})

const responseShape = z.object({ data: z.unknown(), errors: z.array(errorShape).optional() })

/**
 * The client of another subgraph, which asks in the caller's name. Its circuit opens for everybody where the subgraph is
 * in trouble, and for one caller where it is what that caller asks.
 */
export class SubgraphClient {
  readonly #options: SubgraphClientOptions
  readonly #agent = new Agent({ connections: CONNECTIONS })
  readonly #circuits: CallerCircuits

  constructor(options: SubgraphClientOptions) {
    const { name, breakMs, clock, log } = options
    this.#options = options
    this.#circuits = new CallerCircuits(
      { ...CIRCUIT, openMs: breakMs },
      () => clock.now().getTime(),
      state => log.warn({ subgraph: name, state }, 'circuit changed'),
    )
  }

  /**
   * @throws UNAUTHENTICATED as the subgraph does: the session may have been ended, or the token have expired, since this
   *   service looked.
   * @throws SUBGRAPH_UNAVAILABLE for any other error, no response in time, or one without the data that were asked for.
   */
  async query<Data>(
    caller: SubgraphCaller,
    query: SubgraphQuery<Data>,
    variables: Record<string, unknown>,
  ): Promise<Data> {
    const { name, log } = this.#options
    let response: SubgraphResponse<Data>
    try {
      response = await this.#throughCircuit(caller, () => this.#send(caller, query, variables))
    } catch (error) {
      log.warn({ err: error, subgraph: name, traceId: caller.trace.traceId }, 'subgraph request failed')
      throw unavailable(name)
    }
    if (response === 'unauthenticated') throw unauthenticated()
    return response.data
  }

  /** Lets requests under way finish. */
  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #throughCircuit<T>(caller: SubgraphCaller, send: () => Promise<T>): Promise<T> {
    const permit = this.#circuits.admit(sourceOf(caller))
    if (permit === undefined) throw new Error('the circuit is open')
    try {
      const response = await send()
      this.#circuits.settle(permit, 'success')
      return response
    } catch (error) {
      this.#circuits.settle(permit, outcomeOf(error))
      throw error
    }
  }

  async #send<Data>(
    { authorization, trace }: SubgraphCaller,
    { document, data }: SubgraphQuery<Data>,
    variables: Record<string, unknown>,
  ): Promise<SubgraphResponse<Data>> {
    const { url, gatewaySecret, timeoutMs } = this.#options
    const { statusCode, body } = await request(typeof url === 'function' ? url() : url, {
      dispatcher: this.#agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [GATEWAY_SECRET_HEADER]: gatewaySecret,
        traceparent: formatTraceparent(trace),
        ...(authorization ? { authorization } : {}),
      },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return readResponse(statusCode, await body.text(), data)
  }
}

/** A rejected token is a response too: the subgraph is well. */
type SubgraphResponse<Data> = { data: Data } | 'unauthenticated'

/** @throws UnusableResponseError */
function readResponse<Data>(status: number, text: string, dataShape: z.ZodType<Data>): SubgraphResponse<Data> {
  try {
    const { data, errors } = responseShape.parse(JSON.parse(text))
    if (errors?.some(error => error.extensions?.code === 'UNAUTHENTICATED')) return 'unauthenticated'
    if (errors) throw new Error(errors[0]?.message ?? 'errors without messages')
    return { data: dataShape.parse(data) }
  } catch (error) {
    throw new UnusableResponseError(status, error)
  }
}

function sourceOf({ viewer, clientAddress }: SubgraphCaller): CallSource {
  const address = clientAddress ?? ''
  return { caller: viewer?.id ?? address, address }
}

/**
 * Where a response came, or none in time, what was asked may be the reason; no caller keeps a connection from being made.
 */
function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof UnusableResponseError) return error.status >= 502 && error.status <= 503 ? 'failure' : 'suspect'
  return error instanceof Error && error.name === 'TimeoutError' ? 'suspect' : 'failure'
}

/** Thrown when a subgraph responded with errors, or with nothing that can be used. */
class UnusableResponseError extends Error {
  override readonly name = 'UnusableResponseError'
  readonly status: number

  constructor(status: number, cause: unknown) {
    super(`status ${status} with an unusable response`, { cause })
    this.status = status
  }
}
