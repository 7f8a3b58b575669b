import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface'
import type { GraphQLSchema } from 'graphql'
import { unexpectedFailure } from '../execution/presentIssue.ts'
import type { JsonObject } from '../graphql/json.ts'
import type { Engine } from '../pipeline/engine.ts'
import { runOperation } from '../pipeline/runOperation.ts'
import type { Caller } from '../protection/caller.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { HeldAnswer } from '../transport/heldAnswer.ts'

/** Context of an operation over HTTP. */
export interface HttpContext {
  caller: Caller
  /** Time of the request, by `performance.now()`. */
  startedAt: number
  /** Aborted when the client disconnects. */
  signal: AbortSignal
  /** Headers sent to the subgraphs. */
  headers: Readonly<Record<string, string>>
  /** Variables in the query string, as Apollo Server reads their numbers as doubles; absent for other requests. */
  variables?: JsonObject
  /** Bytes of the response. */
  answer: HeldAnswer | undefined
}

/** Adapts our execution to Apollo Server's gateway interface. */
export function apolloGateway(versions: SupergraphVersions<Engine>): GatewayInterface {
  // A request that was validated against an older supergraph is executed on that one.
  const engines = new WeakMap<GraphQLSchema, Engine>()
  const announce = (engine: Engine) => {
    engines.set(engine.supergraph.apiSchema, engine)
    return { apiSchema: engine.supergraph.apiSchema, coreSupergraphSdl: engine.supergraph.sdl }
  }

  const executor: GatewayExecutor = async ({ schema, document, request, context }) => {
    const engine = engines.get(schema) ?? versions.current()
    const { caller, signal, headers, answer, variables = request.variables } = context as HttpContext
    try {
      return await runOperation(engine, {
        document,
        operationName: request.operationName,
        variables: variables as JsonObject | undefined,
        caller,
        headers,
        traceId: caller.traceId,
        signal,
        answer,
      })
    } catch (error) {
      return unexpectedFailure(error, { log: engine.log, traceId: caller.traceId })
    }
  }

  let unsubscribe = () => {}
  return {
    onSchemaLoadOrUpdate(callback) {
      callback(announce(versions.current()))
      unsubscribe = versions.onSwap(engine => callback(announce(engine)))
      return unsubscribe
    },
    load: async () => ({ executor }),
    stop: async () => unsubscribe(),
  }
}
