import type { GraphQLError } from 'graphql'
import { isPublicCode } from '../errors/errorCodes.ts'
import type { Logger } from '../log/logger.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'

/** Logs an error unless it was written for clients. */
export function logFault(
  log: Logger,
  error: GraphQLError,
  about: { operationName?: string | null | undefined; request?: SubgraphRequest | undefined },
): void {
  if (isPublicCode(error.extensions.code)) return
  log.error(
    {
      err: error.originalError ?? error,
      path: error.path?.join('.'),
      operation: about.operationName ?? undefined,
      traceId: about.request?.trace.traceId,
      userId: about.request?.viewer?.id,
    },
    'operation failed',
  )
}
