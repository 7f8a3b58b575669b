import { Agent, request } from 'undici'
import { z } from 'zod'
import { GATEWAY_SECRET_HEADER } from '../auth/gatewaySecret.ts'
import { CallerCircuits, type CallSource } from '../circuit/callerCircuits.ts'
import type { CallOutcome } from '../circuit/circuitBreaker.ts'
import { logCircuit } from '../circuit/logCircuit.ts'
import { unauthenticated, unavailable } from '../errors/graphqlErrors.ts'
import type { Logger } from '../log/logger.ts'
import type { Clock } from '../time/clock.ts'
import { formatTraceparent } from '../tracing/traceContext.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'

/** The caller whose request causes a request to another subgraph. */
export type SubgraphCaller = Pick<SubgraphRequest, 'viewer' | 'authorization' | 'clientAddress' | 'trace'>

/** An operation of another subgraph. */
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
  /** Request timeout, in milliseconds. */
  timeoutMs: number
  /** Milliseconds that the circuit stays open. */
  breakMs: number
  clock: Clock
  log: Logger
}

/** Three failures in five of at least three requests within a minute open the circuit. */
const CIRCUIT = { windowMs: 60_000, minimumCalls: 3, failureRatio: 0.6, probes: 10 }

const CONNECTIONS = 16

const errorShape = z.object({
  message: z.string(),
  extensions: z.looseObject({ code: z.string().optional() }).optional(),
})

const responseShape = z.object({ data: z.unknown(), errors: z.array(errorShape).optional() })

/**
 * The client of another subgraph, which forwards the caller's identity. Its circuit opens for all callers when the
 * subgraph fails, and for one caller when that caller's requests are the reason.
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
      state => logCircuit(log, name, state),
    )
  }

  /**
   * @throws UNAUTHENTICATED as the subgraph does: the session may have been revoked, or the token have expired,
   * meanwhile.
   * @throws SUBGRAPH_UNAVAILABLE for any other error, a timeout, or a response without the requested data.
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
      log.warn({ err: error, serviceName: name, traceId: caller.trace.traceId }, 'subgraph request failed')
      throw unavailable(name)
    }
    if (response === 'unauthenticated') throw unauthenticated()
    return response.data
  }

  /** Waits for pending requests. */
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

/** A rejected token is a response too: the subgraph works. */
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
 * After a response, or a timeout, the request itself may be the cause; a failed connection is never a caller's fault.
 */
function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof UnusableResponseError) return error.status >= 502 && error.status <= 503 ? 'failure' : 'suspect'
  return error instanceof Error && error.name === 'TimeoutError' ? 'suspect' : 'failure'
}

/** Thrown for a response with errors, or one that cannot be parsed. */
class UnusableResponseError extends Error {
  override readonly name = 'UnusableResponseError'
  readonly status: number

  constructor(status: number, cause: unknown) {
    super(`status ${status} with an unusable response`, { cause })
    this.status = status
  }
}
