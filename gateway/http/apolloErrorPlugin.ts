import type { ApolloServerPlugin } from '@apollo/server'
import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { getOperationAST } from 'graphql'
import type { Engine } from '../pipeline/engine.ts'
import type { Caller } from '../protection/caller.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { HttpContext } from './apolloGateway.ts'
import type { Handler } from './directAnswers.ts'
import { noteRejected } from './rejectedRequests.ts'

/** Counts and logs requests that Apollo Server rejects without executing their operation. */
export interface ApolloErrors {
  /** Records requests that Apollo Server began to process. */
  plugin: ApolloServerPlugin<HttpContext>
  /**
   * Wraps Apollo Server's handler and records requests rejected before that, of which plugins do not get the caller.
   */
  around(handler: Handler): Handler
}

export function apolloErrors(versions: SupergraphVersions<Engine>): ApolloErrors {
  const processed = new WeakSet<Caller>()
  return {
    plugin: {
      async requestDidStart({ contextValue: { caller, startedAt } }) {
        processed.add(caller)
        let isRun = false
        return {
          async executionDidStart() {
            isRun = true
          },
          async willSendResponse({ request, document, response: { body } }) {
            if (isRun || body.kind !== 'single') return
            versions.current().observer?.rejected({
              transport: 'http',
              errors: body.singleResult.errors ?? [],
              operation: (document && getOperationAST(document, request.operationName)) ?? undefined,
              operationName: request.operationName,
              startedAt,
              traceId: caller.traceId,
              userId: caller.verified?.viewer.id,
            })
          },
        }
      },
    },
    around: handler => async (request, reply) => {
      const answer = await handler(request, reply)
      if (reply.statusCode >= 400 && !processed.has(request.caller)) {
        const code: ErrorCode = reply.statusCode >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST'
        noteRejected(versions.current(), request, [{ extensions: { code } }])
      }
      return answer
    },
  }
}
