import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { TokenVerifier } from '../auth/tokens.ts'
import type { Logger } from '../log/logger.ts'
import type { RoomRule } from './refuseWithoutRoom.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'

/** What every subgraph's context has. */
export interface BaseContext {
  /** The caller and their request. */
  caller: SubgraphRequest
}

export interface SubgraphServerOptions<Context extends BaseContext> {
  http: FastifyInstance
  schema: GraphQLSchema
  verifier: TokenVerifier
  gatewaySecret: string
  createContext: (request: SubgraphRequest) => Context
  /** Which mutations are refused while little room is left; none when absent. */
  room?: RoomRule
  log: Logger
}
