import type { FastifyRequest } from 'fastify'
import { type DocumentNode, GraphQLError } from 'graphql'
import type { Errors, TransportName } from '../observability/operationObserver.ts'
import type { Engine } from '../pipeline/engine.ts'
import { operationNamed } from '../planning/operationNamed.ts'
import type { Caller } from '../protection/caller.ts'
import { newTrace } from '../protection/identify.ts'
import { firstOf } from './firstOf.ts'
import { acceptable, transportOf } from './streamProtocols.ts'

/**
 * Counts and logs a request that is rejected before execution.
 * @param transport by the `accept` header when absent.
 * @param document when it could be parsed.
 */
export function noteRejected(
  { observer }: Pick<Engine, 'observer'>,
  request: FastifyRequest,
  errors: Errors,
  transport: TransportName = transportFor(request.headers.accept),
  document?: DocumentNode,
): void {
  const caller = request.caller as Caller | undefined
  const { operationName } = paramsOf(request)
  const meant = document && operationNamed(document, typeof operationName === 'string' ? operationName : undefined)
  observer?.rejected({
    transport,
    errors,
    operation: meant instanceof GraphQLError ? undefined : meant,
    operationName,
    startedAt: request.startedAt,
    traceId: caller?.traceId ?? newTrace(firstOf(request.headers.traceparent)).traceId,
    userId: caller?.verified?.viewer.id,
  })
}

function paramsOf({ method, query, body }: FastifyRequest): { operationName?: unknown } {
  const given = method === 'GET' ? query : body
  return typeof given === 'object' && given !== null ? given : {}
}

/** A client that also accepts a single JSON response gets the rejection in one. */
function transportFor(accept: string | undefined): TransportName {
  if (accept === undefined) return 'http'
  const { stream, json } = acceptable(accept)
  return stream && !json ? transportOf(stream) : 'http'
}
