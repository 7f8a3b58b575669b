import type { FastifyReply, FastifyRequest } from 'fastify'
import { type DocumentNode, OperationTypeNode } from 'graphql'
import { unexpectedFailure } from '../execution/presentIssue.ts'
import { clientOperation } from '../pipeline/clientOperation.ts'
import type { Engine } from '../pipeline/engine.ts'
import { writeOperation } from '../pipeline/runOperation.ts'
import type { WrittenResult } from '../pipeline/writtenResult.ts'
import type { ValidatedDocument } from '../planning/validatedDocuments.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { HttpContext } from './apolloGateway.ts'
import type { FormatError } from './formatError.ts'
import { type Encode, LONG_ANSWER } from './longAnswers.ts'
import { type RequestParams, requestParams } from './requestParams.ts'
import { rejectionHeaders, rejectionStatus } from './resultStatus.ts'
import { type ResultType, resultTypeFor } from './resultType.ts'

export interface DirectAnswersOptions {
  versions: SupergraphVersions<Engine>
  contextOf(request: FastifyRequest, reply: FastifyReply): HttpContext
  formatError: FormatError
  encodeLong: Encode
  /**
   * Passes other requests to Apollo Server.
   * @param known the document of the request, when it was looked up.
   */
  otherwise(request: FastifyRequest, reply: FastifyReply, known?: ValidatedDocument): Promise<unknown>
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** A request that is executed without Apollo Server. */
interface DirectRequest {
  engine: Engine
  document: DocumentNode
  params: RequestParams
  type: ResultType
}

/**
 * Executes plain requests without Apollo Server: a POST of JSON with a valid document, cached by its text. Apollo
 * Server keeps persisted queries, GET and landing pages. For a valid operation it would parse, hash and validate again,
 * copy the result and serialize it. All protections of an operation are ours and the same on both paths.
 */
export function directAnswers(options: DirectAnswersOptions): Handler {
  const { versions, contextOf, formatError, encodeLong, otherwise } = options

  function directRequest(request: FastifyRequest): DirectRequest | ValidatedDocument | undefined {
    const type = request.method === 'POST' ? resultTypeFor(request.headers.accept) : undefined
    const params = type && requestParams(request)
    if (!type || !params || !isPlain(request.body)) return undefined
    const engine = versions.current()
    const operation = clientOperation(engine, params, request.caller)
    if ('errors' in operation || operation.kind === OperationTypeNode.SUBSCRIPTION) return operation
    return { engine, document: operation.document, params, type }
  }

  async function run({ engine, document, params }: DirectRequest, context: HttpContext): Promise<WrittenResult> {
    const { caller, signal, headers, answer } = context
    const { operationName, variables } = params
    const { traceId } = caller
    try {
      return await writeOperation(engine, {
        document,
        operationName,
        variables,
        caller,
        headers,
        traceId,
        signal,
        answer,
      })
    } catch (error) {
      return { data: 'null', errors: unexpectedFailure(error, { log: engine.log, traceId }).errors }
    }
  }

  function send(reply: FastifyReply, type: ResultType, { data, errors }: WrittenResult): FastifyReply {
    reply.header('content-type', type.contentType).header('cache-control', 'no-store')
    const shown = errors?.map(error => formatError(error.toJSON(), error))
    const errorsMember = shown ? `"errors":${JSON.stringify(shown)}` : ''
    if (data === undefined) {
      reply.code(rejectionStatus(shown ?? [], type.isPlainJson)).headers(rejectionHeaders(shown ?? []))
      return reply.send(`{${errorsMember}}`)
    }
    const opening = shown ? `{${errorsMember},"data":` : '{"data":'
    if (data.length < LONG_ANSWER) return reply.send(`${opening}${data}}`)
    return reply.send(encodeLong(reply, reply.request.caller, [opening, data, '}']))
  }

  return async (request, reply) => {
    const direct = directRequest(request)
    if (!direct || !('engine' in direct)) return otherwise(request, reply, direct)
    return send(reply, direct.type, await run(direct, contextOf(request, reply)))
  }
}

/** Whether the extensions are well formed and have no persisted query, which would register the document. */
const isPlain = (body: unknown): boolean => {
  const { extensions } = body as { extensions?: unknown }
  if (extensions === undefined || extensions === null) return true
  return typeof extensions === 'object' && !Array.isArray(extensions) && !('persistedQuery' in extensions)
}
