import type { ServerResponse } from 'node:http'
import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { hasCode } from '@atelier/platform/errors/graphqlErrors.ts'
import type { FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import { type DocumentNode, GraphQLError } from 'graphql'
import { documentSentBy } from '../pipeline/clientOperation.ts'
import type { Engine } from '../pipeline/engine.ts'
import type { ValidatedDocument } from '../planning/validatedDocuments.ts'
import type { HeldBytes } from '../protection/bytesHeld.ts'
import type { Caller } from '../protection/caller.ts'
import type { ClientHeaders } from '../protection/clientHeaders.ts'
import type { DocumentReference } from '../protection/document/persistedDocuments.ts'
import { identify } from '../protection/identify.ts'
import { admitOperation, type OperationLimits } from '../protection/operationAdmission.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { HeldAnswer } from '../transport/heldAnswer.ts'
import { firstOf } from './firstOf.ts'
import { noteRejected } from './rejectedRequests.ts'
import { rejectionHeaders, rejectionStatus } from './resultStatus.ts'
import { resultTypeFor } from './resultType.ts'
import { ignoreTokenIfUnneeded, type TokenlessRequestOptions } from './tokenlessRequests.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; set before a request is admitted. */
    caller: Caller
    /** The error of a rejected request. */
    rejection: GraphQLError | undefined
    /** Releases its slot of concurrent operations early. */
    releaseSlot: (() => void) | undefined
    /** Bytes of its response; set when the request is admitted. */
    heldAnswer: HeldAnswer | undefined
    /** Releases the bytes of its body. */
    releaseBody: (() => void) | undefined
    /** Bytes of a body without `content-length`; absent otherwise. */
    heldBody: HeldBytes | undefined
    /** The raw response. */
    response: ServerResponse
  }
}

export interface AdmissionOptions extends TokenlessRequestOptions {
  verifier: TokenVerifier | undefined
  clientHeaders: ClientHeaders
  rateLimit: Pick<RateLimit, 'admit'>
  operationLimits: OperationLimits
}

/**
 * Authenticates a request and sets `request.caller`, to an anonymous one when its token is invalid.
 * @returns whether it is authenticated; if not, `request.rejection` is set.
 */
export async function identifyCaller(
  request: FastifyRequest,
  { verifier, clientHeaders }: Pick<AdmissionOptions, 'verifier' | 'clientHeaders'>,
): Promise<boolean> {
  try {
    const anonymous = {
      address: request.ip,
      traceparent: firstOf(request.headers.traceparent),
      tracestate: firstOf(request.headers.tracestate),
      clientHeaders: clientHeaders.pick(request.headers),
    }
    try {
      request.caller = await identify({ ...anonymous, authorization: request.headers.authorization }, verifier)
    } catch (error) {
      if (hasCode(error, 'UNAUTHENTICATED')) request.caller = await identify(anonymous, verifier)
      throw error
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    request.rejection = error
    return false
  }
  return true
}

/**
 * Applies the rate limit and the concurrency limit to a request. A body is parsed only after that, except a short one
 * that may be a sign-in.
 * @returns whether it is admitted; if not, `request.rejection` is set.
 */
export async function admit(
  request: FastifyRequest,
  { rateLimit, operationLimits }: Pick<AdmissionOptions, 'rateLimit' | 'operationLimits'>,
): Promise<boolean> {
  request.rejection = await rateLimit.admit(request.caller)
  if (request.rejection) return false
  const admission = await admitOperation(request.caller, operationLimits, () => disconnectSignal(request.response))
  if ('rejection' in admission) {
    request.rejection = admission.rejection
    return false
  }
  const { release, answer } = admission
  request.releaseSlot = release
  request.heldAnswer = answer
  const onClose = () => {
    release()
    answer.release()
  }
  if (request.response.destroyed) onClose()
  else request.response.once('close', onClose)
  return true
}

/** A signal that aborts when the client disconnects before the response is finished. */
export function disconnectSignal(response: ServerResponse): AbortSignal {
  if (response.destroyed) return AbortSignal.abort()
  const client = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) client.abort()
  })
  return client.signal
}

/**
 * The Fastify hook of every GraphQL request over HTTP. It admits requests without a body, and replaces the identifier
 * of a persisted document by its text.
 */
export const admission =
  (options: AdmissionOptions): preHandlerAsyncHookHandler =>
  async (request, reply) => {
    const { versions, persisted } = options
    if (!request.rejection && !request.releaseSlot) {
      if (!(await identifyCaller(request, options))) ignoreTokenIfUnneeded(request, referenceIn(request), options)
      if (!request.rejection) await admit(request, options)
    }
    if (request.rejection) return reject(versions, request, reply, [request.rejection])
    const reference = referenceIn(request)
    const resolved = persisted.resolve(reference)
    if (!resolved) return
    if ('error' in resolved) return reject(versions, request, reply, [resolved.error])
    if (resolved.query !== reference.query) putText(request, resolved.query)
  }

/**
 * Rejects an invalid document before Apollo Server, which would parse and validate it again without limits.
 * @param known the document, when it was looked up already: each request counts it once.
 * @returns `undefined` when the document is valid.
 */
export function rejectInvalidDocument(
  versions: SupergraphVersions<Engine>,
  request: FastifyRequest,
  reply: FastifyReply,
  known = documentOf(versions.current(), request),
): FastifyReply | undefined {
  if (!known || !('errors' in known)) return undefined
  return reject(versions, request, reply, known.errors, known.parsed)
}

function documentOf(engine: Engine, request: FastifyRequest): ValidatedDocument | undefined {
  const { query } = referenceIn(request)
  return typeof query === 'string' ? documentSentBy(engine, query, request.caller) : undefined
}

function referenceIn({ method, body, query }: FastifyRequest): DocumentReference {
  if (method !== 'GET') return typeof body === 'object' && body !== null ? body : {}
  const { extensions, ...others } = query as Record<string, unknown>
  return { ...others, extensions: parsed(extensions) }
}

/** `undefined` for invalid JSON, which the endpoint rejects. */
function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return undefined
  try {
    return JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Replaces the identifier of a persisted document in a request by the document's text. */
function putText(request: FastifyRequest, text: string): void {
  const {
    documentId: _,
    extensions,
    ...others
  } = (request.method === 'GET' ? request.query : request.body) as {
    documentId?: unknown
    extensions?: unknown
  }
  const plain = { ...others, query: text, ...withoutHash(extensions) }
  if (request.method !== 'GET') {
    request.body = plain
    return
  }
  request.query = plain
  // Apollo Server parses the query string itself.
  const given = Object.entries(plain).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  request.raw.url = `${request.url.split('?', 1)[0]}?${new URLSearchParams(given)}`
}

/** Other extensions are kept, in their original form. */
function withoutHash(extensions: unknown): { extensions?: unknown } {
  const { persistedQuery: _, ...others } = ((typeof extensions === 'string' ? parsed(extensions) : extensions) ??
    {}) as Record<string, unknown>
  if (Object.keys(others).length === 0) return {}
  return { extensions: typeof extensions === 'string' ? JSON.stringify(others) : others }
}

/** Responds with errors, and counts and logs the rejection. */
export function reject(
  versions: SupergraphVersions<Engine>,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  document?: DocumentNode,
): FastifyReply {
  noteRejected(versions.current(), request, errors, undefined, document)
  const { contentType, isPlainJson } = resultTypeFor(request.headers.accept) ?? PLAIN
  const shown = errors.map(error => {
    const { http: _, ...extensions } = error.extensions
    return { ...error.toJSON(), extensions }
  })
  return reply
    .code(rejectionStatus(shown, isPlainJson))
    .headers({ ...rejectionHeaders(shown), 'content-type': contentType })
    .send(JSON.stringify({ errors: shown }))
}

const PLAIN = { contentType: 'application/json; charset=utf-8', isPlainJson: true }
