import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticate } from '../auth/bearer.ts'
import { GATEWAY_SECRET_HEADER, isGatewaySecret } from '../auth/gatewaySecret.ts'
import { ERROR_CODES } from '../errors/errorCodes.ts'
import { forbidden, requestClosed } from '../errors/graphqlErrors.ts'
import { maskError } from '../errors/maskErrors.ts'
import type { Logger } from '../log/logger.ts'
import { continueTrace } from '../tracing/traceContext.ts'
import { LargeAnswers } from './largeAnswers.ts'
import { logFault } from './logFault.ts'
import { rejectWithoutSpace } from './rejectWithoutSpace.ts'
import type { BaseContext, SubgraphServerOptions } from './subgraphOptions.ts'
import { serveSubscriptions } from './subscriptionServer.ts'

/**
 * Serves a subgraph at `/graphql`, over HTTP and graphql-transport-ws, to callers with the gateway's secret.
 * @returns a function that ends subscriptions and waits for running operations.
 */
export async function serveSubgraph<Context extends BaseContext>(
  options: SubgraphServerOptions<Context>,
): Promise<() => Promise<void>> {
  const { http, schema, log } = options
  const largeAnswers = new LargeAnswers()
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => maskError(formatted, undefined, error),
    stringifyResult: result => largeAnswers.stringify(result),
    logger: log,
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(http),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      logFaults<Context>(log),
      ...(options.room ? [rejectWithoutSpace<Context>(options.room)] : []),
    ],
  })
  await apollo.start()
  const answer = fastifyApolloHandler(apollo, { context: (request, reply) => contextOf(request, reply, options) })
  http.route({
    url: '/graphql',
    method: ['POST'],
    // Before the body: requests without the secret are not read.
    onRequest: (request, reply, done) => {
      if (isGatewaySecret(headerOf(request, GATEWAY_SECRET_HEADER), options.gatewaySecret)) {
        request.server.connections.trust(request.raw.socket)
        done()
      } else
        reply
          .code(ERROR_CODES.FORBIDDEN.httpStatus)
          .header('connection', 'close')
          .send({ errors: [GATEWAY_ONLY] })
    },
    handler: async (request, reply) => largeAnswers.payload((await answer.call(http, request, reply)) as string),
  })
  const stopSubscriptions = serveSubscriptions(options)
  return async () => {
    await stopSubscriptions()
    await apollo.stop()
  }
}

const GATEWAY_ONLY = forbidden('This service answers the gateway only.')

const headerOf = ({ headers }: FastifyRequest, name: string) => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function contextOf<Context extends BaseContext>(
  request: FastifyRequest,
  reply: FastifyReply,
  { verifier, createContext }: SubgraphServerOptions<Context>,
): Promise<Context> {
  const signal = closedBeforeAnswer(reply)
  const authorization = headerOf(request, 'authorization') ?? null
  const verified = await authenticate(authorization, verifier)
  return createContext({
    viewer: verified?.viewer ?? null,
    authorization,
    clientAddress: headerOf(request, 'x-forwarded-for') ?? request.ip,
    trace: continueTrace(headerOf(request, 'traceparent')),
    signal,
    streaming: false,
  })
}

/** Aborted when the connection closes before the response has begun; a large one may still be in transit. */
function closedBeforeAnswer({ raw: response }: FastifyReply): AbortSignal {
  const closed = new AbortController()
  const abort = () => {
    if (!response.headersSent) closed.abort(requestClosed())
  }
  if (response.destroyed) abort()
  else response.once('close', abort)
  return closed.signal
}

/** Logs errors that are masked for clients, with their trace id. */
const logFaults = <Context extends BaseContext>(log: Logger): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue, operationName }) {
        for (const error of errors) logFault(log, error, { operationName, request: contextValue?.caller })
      },
    }
  },
})
