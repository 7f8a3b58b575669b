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

/** What every service is given by its process: the ports it stands on, ready to use. */
export interface ServicePorts {
  log: Logger
  clock: Clock
  bus: EventBus
  cache: Cache
  pubsub: PubSub
  /** What the settings say of its HTTP server. */
  http?: HttpSettings
}

/** What a subgraph is given besides. */
export interface SubgraphPorts extends ServicePorts {
  verifier: TokenVerifier
  revoked: RevokedSessions
  gatewaySecret: string
  /** `sqlite:…` or `mysql://…` */
  databaseUrl: string
  databaseLimits?: DatabaseLimits
  /** Whether no other replica works on the same database, so that what a killed process left is taken up at once. */
  singleInstance: boolean
  /** Hears each SQL statement; tests count them. */
  onQuery?: (sql: string) => void
}

/** A service that was put together and is ready to listen. */
export interface Service {
  readonly http: FastifyInstance
  readonly health: Health
  readonly metrics: Metrics
  /** Starts listening, then its own work; it is not ready until then. @returns the base URL. */
  listen(address: { host: string; port: number }): Promise<string>
  /**
   * Stops taking work, finishes what is under way and closes everything that it opened itself; safe to repeat.
   * @throws the first error of a part that cannot be closed, after all others were.
   */
  close(): Promise<void>
}
