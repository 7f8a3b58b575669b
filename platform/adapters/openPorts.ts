import type { ServicePorts } from '../http/service.ts'
import type { Logger } from '../log/logger.ts'
import { createMemoryPubSub } from '../pubsub/memoryPubSub.ts'
import type { PubSub } from '../pubsub/pubSub.ts'
import { openRedisPubSub } from '../pubsub/redisPubSub.ts'
import type { OnClose } from '../shutdown/closers.ts'
import { type OpenBus, openBusAt } from './openBus.ts'
import { type OpenCache, openCacheAt } from './openCache.ts'
import type { PortsSettings } from './portsSettings.ts'
import { readServerAccess } from './serverAccess.ts'
import { noteInReadiness, type Pingable } from './showIn.ts'

/** The ports of one process, as its settings choose them. */
export interface OpenPorts extends OpenBus, OpenCache, Pick<ServicePorts, 'pubsub'> {}

/**
 * Opens the ports that all subgraphs share; none waits for its server.
 * @throws ConfigError
 */
export async function openPorts(
  settings: PortsSettings,
  { log, clientId }: { log: Logger; clientId: string },
  onClose: OnClose,
): Promise<OpenPorts> {
  const { kafka, redis } = await readServerAccess(settings)
  const bus = openBusAt(kafka, settings, { log, clientId }, onClose)
  const cache = await openCacheAt(redis, { log }, onClose)
  const pubsub: PubSub & Pingable = redis ? await openRedisPubSub({ ...redis, log }) : createMemoryPubSub({ log })
  onClose(() => pubsub.close())
  return {
    ...bus,
    ...cache,
    pubsub,
    showIn(service) {
      bus.showIn(service)
      cache.showIn(service)
      noteInReadiness(service, 'pubsub', pubsub)
    },
  }
}
