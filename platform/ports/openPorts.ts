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

/** Shows in a service's readiness and metrics how something of it is. */
export type ShowIn = (service: Pick<Service, 'health' | 'metrics'>) => void

/** The bus of one process. */
export interface OpenBus extends Pick<ServicePorts, 'log' | 'clock' | 'bus'> {
  /** Whether no other process works on the same data, as nobody else could hear its messages. */
  alone: boolean
  showIn: ShowIn
}

/** The cache of one process, and the ended sessions that are kept there. */
export interface OpenCache extends Pick<ServicePorts, 'log' | 'clock' | 'cache'> {
  revoked: RevocationList
  showIn: ShowIn
}

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
  const bus = await openBus(settings, { log, clientId }, onClose)
  const cache = await openCache(settings, { log }, onClose)
  const redis = await redisOptions(settings, log)
  const pubsub: PubSub & Pingable = redis ? await openRedisPubSub(redis) : createMemoryPubSub({ log })
  onClose(() => pubsub.close())
  return {
    ...bus,
    ...cache,
    pubsub,
    showIn(service) {
      bus.showIn(service)
      cache.showIn(service)
      service.health.add(
        'pubsub',
        noteIfAway(WITHOUT, () => pubsub.ping?.()),
      )
    },
  }
}

/**
 * Opens the bus alone, for a process that uses nothing else; it does not wait for Kafka.
 * @throws ConfigError
 */
export async function openBus(
  settings: PortsSettings,
  { log, clientId }: { log: Logger; clientId: string },
  onClose: OnClose,
): Promise<OpenBus> {
  const access = await readServerAccess(settings)
  const figures = new Registry()
  const bus = access.kafka
    ? openHouseBus(settings, access.kafka, { log, clientId, registry: figures })
    : createInProcessBus({ log })
  onClose(() => bus.close())
  return {
    log,
    clock: systemClock,
    bus,
    alone: access.kafka === undefined,
    showIn({ metrics }) {
      for (const { name } of figures.getMetricsAsArray()) {
        const figure = figures.getSingleMetric(name)
        if (figure) metrics.registry.registerMetric(figure)
      }
    },
  }
}

/**
 * Opens the cache alone, for a process that uses nothing else; it does not wait for Redis.
 * @throws ConfigError
 */
export async function openCache(
  settings: PortsSettings,
  { log }: { log: Logger },
  onClose: OnClose,
): Promise<OpenCache> {
  const clock = systemClock
  const redis = await redisOptions(settings, log)
  const cache: Cache & Pingable = redis ? await openRedisCache(redis) : createMemoryCache({ clock })
  onClose(() => cache.close())
  let uncheckedTokens = () => {}
  const revoked = createRevocationList(cache, { log, clock, onUnchecked: () => uncheckedTokens() })
  return {
    log,
    clock,
    cache,
    revoked,
    showIn({ health, metrics }) {
      health.add(
        'cache',
        noteIfAway(WITHOUT, () => cache.ping?.()),
      )
      const unchecked = new Counter({
        name: 'unchecked_tokens_total',
        help: 'Access tokens that were believed while it could not be asked whether their session was ended.',
        registers: [metrics.registry],
      })
      uncheckedTokens = () => unchecked.inc()
    },
  }
}

async function redisOptions(settings: PortsSettings, log: Logger) {
  const { redis } = await readServerAccess(settings)
  const { REDIS_PREFIX: prefix, REDIS_TIMEOUT_MS: commandTimeoutMs } = settings
  return redis && { ...redis, prefix, commandTimeoutMs, log }
}

interface Pingable {
  ping?(): Promise<void>
}

/** Without its cache a service is slower and can take work all the same. */
const WITHOUT = 'the service does without'

/** Every worker reads the control topic from its oldest message, and an old cancel says nothing to it. */
const CONTROL_RETENTION_MS = 3_600_000

function openHouseBus(
  settings: PortsSettings,
  access: NonNullable<ServerAccess['kafka']>,
  { log, clientId, registry }: { log: Logger; clientId: string; registry: Registry },
): EventBus {
  const bus = openKafkaBus({
    ...access,
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
