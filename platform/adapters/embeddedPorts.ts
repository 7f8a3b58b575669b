import { createRevocationList, type RevocationList } from '../auth/revokedSessions.ts'
import { createInProcessBus } from '../bus/inProcessBus.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import type { Logger } from '../log/logger.ts'
import { createMemoryPubSub } from '../pubsub/memoryPubSub.ts'
import type { ServicePorts } from '../service/service.ts'
import { systemClock } from '../time/clock.ts'

/** The embedded adapters of the ports that services share: publishers and consumers must be in the same process. */
export function openEmbeddedPorts(
  log: Logger,
  opened: AsyncDisposableStack,
): ServicePorts & { revoked: RevocationList } {
  const clock = systemClock
  const bus = createInProcessBus({ log })
  opened.defer(() => bus.close())
  const cache = createMemoryCache({ clock })
  opened.defer(() => cache.close())
  const pubsub = createMemoryPubSub({ log })
  opened.defer(() => pubsub.close())
  return { log, clock, bus, cache, pubsub, revoked: createRevocationList(cache, { log, clock }) }
}
