import { createRevocationList, type RevocationList } from '../auth/revokedSessions.ts'
import { createInProcessBus } from '../bus/inProcessBus.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import type { ServicePorts } from '../http/service.ts'
import type { Logger } from '../log/logger.ts'
import { createMemoryPubSub } from '../pubsub/memoryPubSub.ts'
import type { OnClose } from '../shutdown/closers.ts'
import { systemClock } from '../time/clock.ts'

/** The embedded adapters of the ports that services share: whoever is to hear another must be in the same process. */
export function openEmbeddedPorts(log: Logger, onClose: OnClose): ServicePorts & { revoked: RevocationList } {
  const clock = systemClock
  const bus = createInProcessBus({ log })
  onClose(() => bus.close())
  const cache = createMemoryCache({ clock })
  onClose(() => cache.close())
  const pubsub = createMemoryPubSub({ log })
  onClose(() => pubsub.close())
  return { log, clock, bus, cache, pubsub, revoked: createRevocationList(cache, { log, clock }) }
}
