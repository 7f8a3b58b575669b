import * as topics from '@atelier/schema/messages/topics.ts'
import { createRevocationList, type RevocationList } from '../auth/revokedSessions.ts'
import type { EventBus } from '../bus/eventBus.ts'
import { createInProcessBus } from '../bus/inProcessBus.ts'
import { openKafkaBus } from '../bus/kafkaBus.ts'
import type { Cache } from '../cache/cache.ts'
import { createMemoryCache } from '../cache/memoryCache.ts'
import { openRedisCache } from '../cache/redisCache.ts'
import { noteIfAway } from '../health/away.ts'
import type { Service, ServicePorts } from '../http/service.ts'
import type { Logger } from '../log/logger.ts'
import { Counter, Registry } from '../metrics/metrics.ts'
import { createMemoryPubSub } from '../pubsub/memoryPubSub.ts'
import type { PubSub } from '../pubsub/pubSub.ts'
import { openRedisPubSub } from '../pubsub/redisPubSub.ts'
import type { OnClose } from '../shutdown/closers.ts'
import { systemClock } from '../time/clock.ts'
import type { PortsSettings } from './portsSettings.ts'
import { readServerAccess, type ServerAccess } from './serverAccess.ts'

/** The ports of one process, as its settings choose them. */
export interface OpenPorts extends ServicePorts {
  revoked: RevocationList
  /** Whether no other process works on the same data, as nobody else could hear its messages. */
  alone: boolean
  /** Shows in a service's readiness and metrics how its ports are. */
  showIn(service: Pick<Service, 'health' | 'metrics'>): void
}

/**
 * Opens the ports that all services share; none waits for its server.
 * @throws ConfigError
 */
export async function openPorts(
  settings: PortsSettings,
  { log, clientId }: { log: Logger; clientId: string },
  onClose: OnClose,
): Promise<OpenPorts> {
  const clock = systemClock
  const access = await readServerAccess(settings)
  const busFigures = new Registry()
  const bus = openBus(settings, access, { log, clientId, registry: busFigures })
  onClose(() => bus.close())
  const redis = access.redis && {
    ...access.redis,
    prefix: settings.REDIS_PREFIX,
    commandTimeoutMs: settings.REDIS_TIMEOUT_MS,
    log,
  }
  const cache: Cache & Pingable = redis ? await openRedisCache(redis) : createMemoryCache({ clock })
  onClose(() => cache.close())
  const pubsub: PubSub & Pingable = redis ? await openRedisPubSub(redis) : createMemoryPubSub({ log })
  onClose(() => pubsub.close())
  let uncheckedTokens = () => {}
  const revoked = createRevocationList(cache, { log, clock, onUnchecked: () => uncheckedTokens() })
  return {
    log,
    clock,
    bus,
    cache,
    pubsub,
    revoked,
    alone: access.kafka === undefined,
    showIn({ health, metrics }) {
      health.add(
        'cache',
        noteIfAway(WITHOUT, () => cache.ping?.()),
      )
      health.add(
        'pubsub',
        noteIfAway(WITHOUT, () => pubsub.ping?.()),
      )
      const unchecked = new Counter({
        name: 'unchecked_tokens_total',
        help: 'Access tokens that were believed while it could not be asked whether their session was ended.',
        registers: [metrics.registry],
      })
      uncheckedTokens = () => unchecked.inc()
      for (const { name } of busFigures.getMetricsAsArray()) {
        const figure = busFigures.getSingleMetric(name)
        if (figure) metrics.registry.registerMetric(figure)
      }
    },
  }
}

interface Pingable {
  ping?(): Promise<void>
}

/** Without its cache a service is slower and can take work all the same. */
const WITHOUT = 'the service does without'

/** Every worker reads the control topic from its oldest message, and an old cancel says nothing to it. */
const CONTROL_RETENTION_MS = 3_600_000

function openBus(
  settings: PortsSettings,
  access: ServerAccess,
  { log, clientId, registry }: { log: Logger; clientId: string; registry: Registry },
): EventBus {
  if (!access.kafka) return createInProcessBus({ log })
  const bus = openKafkaBus({
    ...access.kafka,
    clientId,
    topics: Object.values(topics).map(({ name }) => ({
      name: settings.KAFKA_PREFIX + name,
      partitions: settings.KAFKA_PARTITIONS,
      retentionMs: name === topics.generationControls.name ? CONTROL_RETENTION_MS : settings.KAFKA_RETENTION_MS,
    })),
    metrics: { registry },
    log,
  })
  return settings.KAFKA_PREFIX === '' ? bus : withPrefix(bus, settings.KAFKA_PREFIX)
}

/** A bus whose topics and groups have other names outside than within the house. */
const withPrefix = (bus: EventBus, prefix: string): EventBus => ({
  ...bus,
  publish: messages => bus.publish(messages.map(message => ({ ...message, topic: prefix + message.topic }))),
  subscribe: ({ topic, group, handle }) =>
    bus.subscribe({
      topic: prefix + topic,
      group: prefix + group,
      handle: message => handle({ ...message, topic }),
    }),
})
