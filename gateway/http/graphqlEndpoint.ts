import { ApolloServer } from '@apollo/server'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { Logger } from '@atelier/platform/log/logger.ts'
import cors from '@fastify/cors'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, preHandlerHookHandler } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { ErrorLimits } from '../execution/errorLimits.ts'
import { parseOptions } from '../planning/validatedDocuments.ts'
import { isOriginAllowed } from '../protection/allowedOrigins.ts'
import type { BytesHeld } from '../protection/bytesHeld.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { DocumentLimits } from '../protection/document/documentLimits.ts'
import { forwardedHeaders } from '../protection/forwarding.ts'
import { isPreflighted, notPreflighted } from '../protection/preflight.ts'
import type { SignIns } from '../protection/signIns.ts'
import { type AdmissionOptions, admission, disconnectSignal, reject, rejectInvalidDocument } from './admission.ts'
import { apolloErrors } from './apolloErrorPlugin.ts'
import { apolloGateway, type HttpContext } from './apolloGateway.ts'
import { compressionLimit, compressResponses } from './compression.ts'
import { type DirectAnswersOptions, directAnswers } from './directAnswers.ts'
import { answerError, logUnexpectedErrors } from './errorHandler.ts'
import { serveGraphiql } from './explorers/graphiql.ts'
import { sandbox } from './explorers/sandbox.ts'
import { errorFormatter } from './formatError.ts'
import { encodeLongAnswers, longAnswers } from './longAnswers.ts'
import { serveOtherMethods } from './otherMethods.ts'
import { boundRequestBodies } from './requestBodies.ts'
import { variablesInUrl } from './requestParams.ts'
import { wellFormedStatus } from './wellFormedStatus.ts'

export interface GraphqlEndpointOptions extends Omit<AdmissionOptions, 'automaticQuery'> {
  http: FastifyInstance
  /** Counts the bytes of request bodies. */
  bodies: BytesHeld
  cpuBudget: CpuBudget
  signIns: SignIns
  gatewaySecret: string | undefined
  corsOrigins: readonly string[]
  introspection: boolean
  /** Whether Sandbox and GraphiQL are served. */
  explorers: boolean
  limits: Pick<DocumentLimits, 'tokens'>
  errorLimits: ErrorLimits
  /** Maximum bytes of automatic persisted queries; 0 to disable them. */
  apqCacheBytes: number
  /** Bytes from which on a response is compressed; `Infinity` for never. */
  compressionMinBytes: number
  /** Serves streamed responses. */
  streams: { hook: preHandlerHookHandler }
  log: Logger
}

/**
 * Serves GraphQL over HTTP at `/graphql`, Apollo Sandbox to browsers that open it, and GraphiQL at `/graphiql`.
 * @returns a function that lets running operations finish and stops.
 */
export async function serveGraphqlOverHttp(given: GraphqlEndpointOptions): Promise<() => Promise<void>> {
  const { http, log, introspection, versions } = given
  const rejections = apolloErrors(versions)
  const automatic = given.apqCacheBytes === 0 ? undefined : automaticallyPersisted(given.apqCacheBytes)
  const options = { ...given, automaticQuery: (hash: string) => automatic?.textOf(hash) }
  const formatError = errorFormatter(options.errorLimits)
  const apollo = new ApolloServer<HttpContext>({
    gateway: apolloGateway(versions),
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    // By the context, with the rule that streams have, too.
    csrfPrevention: false,
    parseOptions: parseOptions(options.limits),
    persistedQueries: automatic?.cache ?? false,
    stopOnTerminationSignals: false,
    logger: log,
    formatError,
    plugins: [
      fastifyApolloDrainPlugin(http),
      sandbox(options.explorers),
      logUnexpectedErrors(log),
      wellFormedStatus,
      rejections.plugin,
    ],
  })
  await apollo.start()
  if (options.explorers) serveGraphiql(http, () => versions.current().supergraph.apiSchema)
  const contextOf = (request: FastifyRequest, reply: FastifyReply) => httpContext(request, reply, options)
  const apolloHandler = fastifyApolloHandler(apollo, {
    // Not asked for landing pages.
    async context(request, reply) {
      if (!isPreflighted(request.headers)) throw notPreflighted()
      return contextOf(request, reply)
    },
  })
  const toApollo = rejections.around(async (request, reply) => apolloHandler.call(http, request, reply))
  const otherwise: DirectAnswersOptions['otherwise'] = async (request, reply, known) =>
    (isPreflighted(request.headers) && rejectInvalidDocument(versions, request, reply, known)) ||
    toApollo(request, reply)
  const encodeLong = longAnswers(options.cpuBudget)
  await http.register(async scope => {
    await scope.register(cors, {
      origin: (origin, allow) => allow(null, origin !== undefined && isOriginAllowed(origin, options.corsOrigins)),
      methods: ['GET', 'POST'],
      exposedHeaders: ['retry-after', 'www-authenticate'],
      maxAge: 86_400,
    })
    scope.decorateRequest('caller')
    scope.setErrorHandler<FastifyError>((error, request, reply) => answerError(error, request, reply, options))
    boundRequestBodies(scope, {
      ...options,
      reject: (request, reply, error) => reject(versions, request, reply, [error]),
    })
    encodeLongAnswers(scope, encodeLong)
    compressResponses(scope, {
      minBytes: options.compressionMinBytes,
      cpuBudget: options.cpuBudget,
      concurrency: compressionLimit(),
    })
    scope.route({
      url: '/graphql',
      method: ['GET', 'POST'],
      preHandler: [admission(options), options.streams.hook],
      handler: directAnswers({ versions, contextOf, formatError, encodeLong, otherwise }),
    })
    serveOtherMethods(scope, versions)
  })
  return () => apollo.stop()
}

function httpContext(
  request: FastifyRequest,
  reply: FastifyReply,
  { gatewaySecret }: GraphqlEndpointOptions,
): HttpContext {
  const { caller, startedAt, heldAnswer: answer, method } = request
  return {
    ...(method === 'GET' && { variables: variablesInUrl(request) }),
    caller,
    startedAt,
    signal: disconnectSignal(reply.raw),
    headers: forwardedHeaders(caller, gatewaySecret),
    answer,
  }
}

/** Cache of automatic persisted queries in this process. */
function automaticallyPersisted(bytes: number) {
  const texts = new LRUCache<string, string>({ maxSize: bytes, sizeCalculation: text => Buffer.byteLength(text) + 1 })
  const cache = {
    get: async (key: string) => texts.get(key),
    set: async (key: string, text: string) => {
      texts.set(key, text)
    },
    delete: async (key: string) => texts.delete(key),
  }
  // Apollo Server's prefix of their keys.
  return { cache: { cache }, textOf: (hash: string) => texts.get(`apq:${hash}`) }
}
