import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { HttpSettings } from '@atelier/platform/http/httpServer.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { GatewayConfig } from './config.ts'
import type { PolicyDecider } from './protection/authorization/grants.ts'
import type { SupergraphSource } from './supergraph/supergraphSource.ts'

export interface GatewayDeps {
  config: GatewayConfig
  log: Logger
  clock: Clock
  /** Counts operations; this process's own when absent, which knows nothing of other replicas. */
  cache?: Cache
  /** Checks access tokens. Needed when `AUTH` is on, and not used otherwise. */
  verifier?: TokenVerifier
  /** Where the supergraph comes from; the file that `SUPERGRAPH` names when absent. */
  source?: SupergraphSource
  /** Decides about `@policy`; when absent nobody meets any policy. */
  policies?: PolicyDecider
  /** From 0 to 1: chooses the requests that progressive overrides are on for, and spreads retries. */
  random?: () => number
  /** Whether to measure the process; once in a process is enough. */
  processMetrics?: boolean
  /** What HTTP servers of one process share; as the settings say when absent. */
  http?: HttpSettings
}
