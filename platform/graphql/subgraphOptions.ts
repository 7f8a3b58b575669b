import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { TokenVerifier } from '../auth/tokens.ts'
import type { Logger } from '../log/logger.ts'
import type { SpaceRule } from './rejectWithoutSpace.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'

/** The base of every subgraph's context. */
export interface BaseContext {
  /** The caller and the request. */
  caller: SubgraphRequest
}

export interface SubgraphServerOptions<Context extends BaseContext> {
  http: FastifyInstance
  schema: GraphQLSchema
  verifier: TokenVerifier
  gatewaySecret: string
  createContext: (request: SubgraphRequest) => Context
  /** Mutations rejected while disk space is low; none when absent. */
  room?: SpaceRule
  log: Logger
}
