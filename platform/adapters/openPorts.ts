import type { Logger } from '../log/logger.ts'
import { createMemoryPubSub } from '../pubsub/memoryPubSub.ts'
import type { PubSub } from '../pubsub/pubSub.ts'
import { openRedisPubSub } from '../pubsub/redisPubSub.ts'
import type { ServicePorts } from '../service/service.ts'
import { type OpenBus, openBusAt } from './openBus.ts'
import { type OpenCache, openCacheAt } from './openCache.ts'
import type { PortsSettings } from './portsSettings.ts'
import { addReadinessCheck, type Pingable } from './registerHealth.ts'
import { readServerAccess } from './serverAccess.ts'

/** The ports of one process, as its settings choose them. */
export interface OpenPorts extends OpenBus, OpenCache, Pick<ServicePorts, 'pubsub'> {}

/**
 * Opens the ports that all subgraphs share; does not wait for their servers.
 * @throws ConfigError
 */
export async function openPorts(
  settings: PortsSettings,
  { log, clientId }: { log: Logger; clientId: string },
  opened: AsyncDisposableStack,
): Promise<OpenPorts> {
  const { kafka, redis } = await readServerAccess(settings)
  const bus = openBusAt(kafka, settings, { log, clientId }, opened)
  const cache = await openCacheAt(redis, { log }, opened)
  const pubsub: PubSub & Pingable = redis ? await openRedisPubSub({ ...redis, log }) : createMemoryPubSub({ log })
  opened.defer(() => pubsub.close())
  return {
    ...bus,
    ...cache,
    pubsub,
    registerHealth(service) {
      bus.registerHealth(service)
      cache.registerHealth(service)
      addReadinessCheck(service, 'pubsub', pubsub)
    },
  }
}
