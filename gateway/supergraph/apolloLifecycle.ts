import { ApolloGateway, type SupergraphSdlUpdateFunction } from '@apollo/gateway'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { GraphQLSchema } from 'graphql'

/** Makes what is served of a supergraph and the API schema that clients see. @throws when it cannot be served. */
export type Build<Version> = (sdl: string, apiSchema: GraphQLSchema) => Version

/** Apollo's gateway as the judge of supergraphs: it checks each one and makes its API schema. Execution is ours. */
export interface SupergraphLifecycle<Version> {
  readonly first: Version
  /** @throws when the supergraph is not valid or cannot be served. */
  next(sdl: string): Version
  close(): Promise<void>
}

/** @throws when the first supergraph is not valid or cannot be served. */
export async function openLifecycle<Version>(
  sdl: string,
  build: Build<Version>,
  log: Logger,
): Promise<SupergraphLifecycle<Version>> {
  let update: SupergraphSdlUpdateFunction | undefined
  let built: (() => Version) | undefined
  const gateway = new ApolloGateway({
    logger: log,
    async supergraphSdl(manager) {
      update = manager.update
      return { supergraphSdl: sdl }
    },
  })
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    built = attempt(() => build(coreSupergraphSdl, apiSchema))
  })
  /** What came of the last supergraph; a listener's own errors would only be logged by the library. */
  const taken = (): Version => {
    if (!built) throw new Error('The supergraph has no API schema.')
    return built()
  }
  await gateway.load()
  return {
    first: taken(),
    next(nextSdl) {
      update?.(nextSdl)
      return taken()
    },
    close: () => gateway.stop(),
  }
}

/** Does it now; what it gave or threw comes out when the function is called. */
function attempt<T>(work: () => T): () => T {
  try {
    const value = work()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}
