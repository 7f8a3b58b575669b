import type { ApolloServerPlugin } from '@apollo/server'
import { isPublicCode } from '@atelier/platform/errors/errorCodes.ts'
import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import { maskError } from '@atelier/platform/errors/maskErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { cutText, type ErrorLimits } from '../execution/errorLimits.ts'
import type { Engine } from '../pipeline/engine.ts'
import type { Caller } from '../protection/caller.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import { noteRejected } from './rejectedRequests.ts'
import { rejectionHeaders } from './resultStatus.ts'

/**
 * Responds with a GraphQL error to requests that fail before execution (a body too long, not JSON, of another type).
 */
export function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { versions, log, errorLimits }: { versions: SupergraphVersions<Engine>; log: Logger; errorLimits: ErrorLimits },
): FastifyReply {
  const status = error.statusCode ?? 500
  const { traceId } = (request.caller as Caller | undefined) ?? {}
  // The query string is not logged: it has the variables of a GET.
  if (status >= 500) log.error({ err: error, path: request.routeOptions.url, traceId }, 'request failed')
  const message = cutText(error.message, errorLimits.message)
  const { extensions } = error instanceof GraphQLError ? error : graphqlError('BAD_REQUEST', message)
  const shown = status >= 500 ? maskError({ message }, traceId) : { message, extensions }
  noteRejected(versions.current(), request, [shown])
  return reply
    .code(status)
    .headers(rejectionHeaders([shown]))
    .send({ errors: [shown] })
}

/** Logs unexpected errors, which Apollo Server masks in its response. */
export const logUnexpectedErrors = (log: Logger): ApolloServerPlugin => ({
  async unexpectedErrorProcessingRequest({ error }) {
    log.error({ err: error }, 'request failed')
  },
  async contextCreationDidFail({ error }) {
    const code = error instanceof GraphQLError ? error.extensions.code : undefined
    if (!isPublicCode(code)) log.error({ err: error }, 'request failed')
  },
})
