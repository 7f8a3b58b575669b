import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { HttpSettings } from '@atelier/platform/http/httpServer.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GatewaySettings } from './config.ts'
import type { PolicyDecider } from './protection/authorization/grants.ts'
import type { SupergraphSource } from './supergraph/supergraphSource.ts'

export interface GatewayDeps {
  config: GatewaySettings
  log: Logger
  clock: Clock
  /** Counters of rate limits; when absent they are of this process alone, not of all replicas. */
  cache?: Cache
  /** Verifies access tokens; required when `AUTH` is on, unused otherwise. */
  verifier?: TokenVerifier
  /** Source of the supergraph; the file of `SUPERGRAPH` when absent. */
  source?: SupergraphSource
  /** Evaluates `@policy`; when absent every policy fails. */
  policies?: PolicyDecider
  /** Random number (0..1): selects requests for progressive overrides, and jitters retries. */
  random?: () => number
  /** Whether to collect process metrics; once per process is enough. */
  processMetrics?: boolean
  /** HTTP settings shared by the servers of one process; those of `config` when absent. */
  http?: HttpSettings
}
