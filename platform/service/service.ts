import type { FastifyInstance } from 'fastify'
import type { RevokedSessions, TokenVerifier } from '../auth/tokens.ts'
import type { EventBus } from '../bus/eventBus.ts'
import type { Cache } from '../cache/cache.ts'
import type { DatabaseLimits } from '../database/database.ts'
import type { Health } from '../health/health.ts'
import type { HttpSettings } from '../http/httpServer.ts'
import type { Logger } from '../log/logger.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { PubSub } from '../pubsub/pubSub.ts'
import type { Clock } from '../time/clock.ts'

/** The ports of every service, opened by its process. */
export interface ServicePorts {
  log: Logger
  clock: Clock
  bus: EventBus
  cache: Cache
  pubsub: PubSub
  /** Settings of the HTTP server. */
  http?: HttpSettings
}

/** Further ports of a subgraph. */
export interface SubgraphPorts extends ServicePorts {
  verifier: TokenVerifier
  revoked: RevokedSessions
  gatewaySecret: string
  /** `sqlite:…` or `mysql://…` */
  databaseUrl: string
  databaseLimits?: DatabaseLimits
  /** Whether this is the only replica on its database, so that claims of a killed process are released at once. */
  singleInstance: boolean
  /** Called with each SQL statement; tests count them. */
  onQuery?: (sql: string) => void
}

/** A service, ready to listen. */
export interface Service {
  readonly http: FastifyInstance
  readonly health: Health
  readonly metrics: Metrics
  /** Starts listening, then background work; ready from then on. @returns the base URL. */
  listen(address: { host: string; port: number }): Promise<string>
  /**
   * Stops new work, finishes running work and closes what the service opened; safe to repeat.
   * @throws the first error of a part's close, after all others are closed.
   */
  close(): Promise<void>
}
