import { createRevocationList, type RevocationList } from '../auth/revokedSessions.ts'
import type { Cache } from '../cache/cache.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import { openRedisCache } from '../cache/redisCache.ts'
import type { Logger } from '../log/logger.ts'
import { Counter } from '../metrics/metrics.ts'
import type { ServicePorts } from '../service/service.ts'
import { systemClock } from '../time/clock.ts'
import type { RedisSettings } from './portsSettings.ts'
import { addReadinessCheck, type Pingable, type RegisterHealth } from './registerHealth.ts'
import { type RedisAccess, readRedisAccess } from './serverAccess.ts'

/** The cache of one process and its revocation list. */
export interface OpenCache extends Pick<ServicePorts, 'log' | 'clock' | 'cache'> {
  revoked: RevocationList
  registerHealth: RegisterHealth
}

/**
 * Opens the cache alone, for a process without other ports; does not wait for Redis.
 * @throws ConfigError
 */
export const openCache = async (
  settings: RedisSettings,
  options: { log: Logger },
  opened: AsyncDisposableStack,
): Promise<OpenCache> => openCacheAt(await readRedisAccess(settings), options, opened)

/** Opens the cache with the given Redis access, or the in-memory cache without one. */
export async function openCacheAt(
  access: RedisAccess | undefined,
  { log }: { log: Logger },
  opened: AsyncDisposableStack,
): Promise<OpenCache> {
  const clock = systemClock
  const cache: Cache & Pingable = access ? await openRedisCache({ ...access, log }) : createMemoryCache({ clock })
  opened.defer(() => cache.close())
  let uncheckedTokens = () => {}
  const revoked = createRevocationList(cache, { log, clock, onUnchecked: () => uncheckedTokens() })
  return {
    log,
    clock,
    cache,
    revoked,
    registerHealth(service) {
      addReadinessCheck(service, 'cache', cache)
      const unchecked = new Counter({
        name: 'unchecked_tokens_total',
        help: 'Access tokens accepted while the revocation list was unavailable.',
        registers: [service.metrics.registry],
      })
      uncheckedTokens = () => unchecked.inc()
    },
  }
}
