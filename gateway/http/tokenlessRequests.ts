import { hasCode } from '@atelier/platform/errors/graphqlErrors.ts'
import type { FastifyRequest } from 'fastify'
import type { Engine } from '../pipeline/engine.ts'
import type { TokenlessOperations } from '../pipeline/tokenlessOperations.ts'
import { type DocumentReference, hashIn, type PersistedDocuments } from '../protection/document/persistedDocuments.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'

export interface TokenlessRequestOptions {
  versions: SupergraphVersions<Engine>
  persisted: PersistedDocuments
  tokenless: TokenlessOperations
  /** The text of an automatic persisted query. */
  automaticQuery(hash: string): string | undefined
}

/**
 * Withdraws the rejection of an invalid token when the operation needs none.
 * @param params parameters of the operation; `request.caller` is anonymous.
 */
export function ignoreTokenIfUnneeded(
  request: FastifyRequest,
  params: DocumentReference & { operationName?: unknown },
  options: TokenlessRequestOptions,
): void {
  if (isTokenRejected(request) && needsNoToken(request, params, options)) request.rejection = undefined
}

/** Whether a request is rejected for its token alone. */
export const isTokenRejected = ({ rejection }: FastifyRequest): boolean => hasCode(rejection, 'UNAUTHENTICATED')

/** The text of a reference; `undefined` for an unknown one, and for an automatic persisted query. */
export function documentText(persisted: PersistedDocuments, reference: DocumentReference): string | undefined {
  const resolved = persisted.resolve(reference)
  return resolved && 'query' in resolved ? resolved.query : undefined
}

function needsNoToken(
  { caller }: FastifyRequest,
  params: DocumentReference & { operationName?: unknown },
  { versions, persisted, tokenless, automaticQuery }: TokenlessRequestOptions,
): boolean {
  const text = documentText(persisted, params)
  const hash = text === undefined && !persisted.resolve(params) ? hashIn(params.extensions) : undefined
  const query = hash === undefined ? text : automaticQuery(hash)
  // A hash without a text is only asked for that, and not executed.
  if (hash !== undefined && query === undefined) return true
  return tokenless.isOne(versions.current(), { query, operationName: params.operationName }, caller)
}
