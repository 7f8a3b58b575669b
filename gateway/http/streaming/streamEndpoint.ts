import type { ServerResponse } from 'node:http'
import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import type { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type GraphQLError, OperationTypeNode } from 'graphql'
import { unexpectedFailure } from '../../execution/presentIssue.ts'
import { presentedError } from '../../graphql/presentedError.ts'
import { unmetered } from '../../observability/cpuMeter.ts'
import { clientOperation } from '../../pipeline/clientOperation.ts'
import type { Engine } from '../../pipeline/engine.ts'
import type { OperationRequest } from '../../pipeline/executableOperation.ts'
import { writeResult } from '../../pipeline/runOperation.ts'
import type { Caller } from '../../protection/caller.ts'
import { callerKey } from '../../protection/callerKey.ts'
import { forwardedHeaders } from '../../protection/forwarding.ts'
import { isPreflighted, notPreflighted } from '../../protection/preflight.ts'
import { isStream, type ResultStream, streamOf, streamOfText } from '../../subscriptions/resultStream.ts'
import { watchSession } from '../../subscriptions/sessionWatch.ts'
import { Subscriber } from '../../subscriptions/subscriber.ts'
import type { Subscriptions } from '../../subscriptions/subscriptions.ts'
import type { SupergraphVersions } from '../../supergraph/supergraphVersions.ts'
import type { HeldAnswer } from '../../transport/heldAnswer.ts'
import { noteRejected } from '../rejectedRequests.ts'
import { type RequestParams, requestParams } from '../requestParams.ts'
import { rejectionStatus } from '../resultStatus.ts'
import { acceptable, goingAway, multipart, type StreamProtocol, transportOf } from '../streamProtocols.ts'
import { StreamBody } from './streamBody.ts'

export interface StreamEndpointOptions {
  versions: SupergraphVersions<Engine>
  subscriptions: Subscriptions
  verifier: TokenVerifier | undefined
  gatewaySecret: string | undefined
  clock: Clock
  log: Logger
  /** Limits the connections of each caller. */
  concurrency: ConcurrencyLimit
  /** Maximum milliseconds that a stream stays open after its token expired. */
  sessionCheckMs: number
  heartbeatMs: number
}

/** An operation with a streamed response. */
interface Streamed {
  params: RequestParams
  protocol: StreamProtocol
  engine: Engine
  operation: ReturnType<typeof clientOperation>
  /** Bytes of the response. */
  answer: HeldAnswer | undefined
}

/**
 * Streams results over HTTP: subscriptions as server-sent events or as multipart responses of Apollo's protocol,
 * whichever `accept` names first, and queries and mutations as server-sent events for a client that accepts nothing
 * else.
 *
 * When its token expires or its session ends, a stream ends with an UNAUTHENTICATED error.
 */
export class StreamEndpoint {
  readonly #options: StreamEndpointOptions
  /** Streams of subscriptions. */
  readonly #endless = new Set<StreamBody>()
  #isClosing = false

  constructor(options: StreamEndpointOptions) {
    this.#options = options
  }

  /** A Fastify hook for admitted requests: serves streamed responses and passes on the others. */
  readonly hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const streamed = this.#streamed(request)
    // The client disconnected during admission.
    if (streamed && reply.raw.destroyed) reply.hijack()
    else if (streamed) this.#answer(streamed, request, reply).catch(done)
    else done()
  }

  async #answer(streamed: Streamed, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { engine, protocol, operation } = streamed
    const note = (errors: readonly GraphQLError[]) => noteRejected(engine, request, errors, transportOf(protocol))
    const reject = (rejection: GraphQLError, status = rejectionStatus([rejection], false)) => {
      note([rejection])
      const { message } = rejection
      const { http: _, ...extensions } = rejection.extensions
      return reply.code(status).send({ errors: [{ message, extensions }] })
    }
    if (this.#isClosing) return reject(goingAway())
    if (!isPreflighted(request.headers)) return reject(notPreflighted())
    if (request.method === 'GET' && kindOf(operation) === OperationTypeNode.MUTATION) {
      reply.header('allow', 'POST')
      return reject(presentedError('BAD_REQUEST', 'Mutations are not served over GET.'), 405)
    }
    const { caller } = request
    const release = this.#options.concurrency.acquire(callerKey(caller))
    if (!release) {
      reply.header('retry-after', String(RETRY_AFTER_S))
      return reject(rateLimited(RETRY_AFTER_S, 'You have too many connections open. End some.'))
    }
    if ('errors' in operation) note(operation.errors)
    // Subscriptions have a limit of their own, as they last for days.
    if (kindOf(operation) === OperationTypeNode.SUBSCRIPTION) request.releaseSlot?.()
    // The request stays in memory as long as the stream, which does not need its body.
    request.body = undefined
    return reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .header('connection', 'close')
      .type(protocol.contentType)
      .send(this.#body(streamed, caller, { response: reply.raw, release }))
  }

  /** Ends every subscription, whose clients reconnect elsewhere; queries and mutations may finish. */
  close(): void {
    this.#isClosing = true
    for (const body of this.#endless) body.goAway()
  }

  #streamed(request: FastifyRequest): Streamed | undefined {
    const { accept } = request.headers
    // A cheap test, as every request passes here.
    if (accept === undefined || !NAMES_STREAM.test(accept)) return undefined
    const { stream: protocol, json } = acceptable(accept)
    const params = protocol && requestParams(request)
    if (!params) return undefined
    const engine = this.#options.versions.current()
    const operation = clientOperation(engine, params, request.caller)
    const isLeftOver = kindOf(operation) !== OperationTypeNode.SUBSCRIPTION && (json || protocol === multipart)
    return isLeftOver ? undefined : { params, protocol, engine, operation, answer: request.heldAnswer }
  }

  #body(
    streamed: Streamed,
    caller: Caller,
    { response, release }: { response: ServerResponse; release: () => void },
  ): StreamBody {
    const client = new AbortController()
    const results = this.#results(streamed, caller, client)
    const { protocol, engine } = streamed
    const meter = engine.cpuBudget?.meter(caller) ?? unmetered
    const body = new StreamBody(results, { protocol, response, heartbeatMs: this.#options.heartbeatMs, meter })
    const unwatch = this.#watch(caller, results)
    if (results instanceof Subscriber) this.#endless.add(body)
    body.once('close', () => {
      this.#endless.delete(body)
      client.abort()
      unwatch()
      release()
    })
    return body
  }

  #results(
    { engine, operation, params, protocol, answer }: Streamed,
    caller: Caller,
    client: AbortController,
  ): ResultStream {
    if ('errors' in operation) return streamOf({ errors: operation.errors })
    const { log, gatewaySecret, subscriptions } = this.#options
    const request: OperationRequest = {
      document: operation.document,
      operationName: params.operationName,
      variables: params.variables,
      caller,
      headers: forwardedHeaders(caller, gatewaySecret),
      traceId: caller.traceId,
      transport: transportOf(protocol),
      signal: client.signal,
      answer,
    }
    const unexpected = (cause: unknown) => unexpectedFailure(cause, { log, traceId: caller.traceId })
    try {
      if (operation.kind === OperationTypeNode.SUBSCRIPTION) {
        const started = subscriptions.start(engine, request, caller)
        return isStream(started) ? started : streamOf(started)
      }
      const text = writeResult(engine, request).catch(cause => JSON.stringify(unexpected(cause)))
      return streamOfText(text, () => client.abort())
    } catch (error) {
      return streamOf(unexpected(error))
    }
  }

  #watch({ verified }: Caller, results: ResultStream): () => void {
    const { verifier, clock, log, sessionCheckMs } = this.#options
    if (!verified || !verifier) return () => {}
    return watchSession(() => verified, {
      verifier,
      clock,
      log,
      everyMs: sessionCheckMs,
      warningMs: 0,
      onEnd: (reason, message) => results.fail(presentedError('UNAUTHENTICATED', message, { extensions: { reason } })),
    })
  }
}

const kindOf = (operation: Streamed['operation']) => ('errors' in operation ? undefined : operation.kind)

const NAMES_STREAM = /event-stream|subscriptionspec/i

/** Seconds until a retry after too many connections; an estimate, as no one of them has a known end. */
const RETRY_AFTER_S = 5
