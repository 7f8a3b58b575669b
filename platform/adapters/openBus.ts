import * as topics from '@atelier/schema/messages/topics.ts'
import type { EventBus } from '../bus/eventBus.ts'
import { createInProcessBus } from '../bus/inProcessBus.ts'
import { openKafkaBus } from '../bus/kafka/kafkaBus.ts'
import type { Logger } from '../log/logger.ts'
import { Registry } from '../metrics/metrics.ts'
import type { ServicePorts } from '../service/service.ts'
import { systemClock } from '../time/clock.ts'
import type { KafkaSettings } from './portsSettings.ts'
import type { RegisterHealth } from './registerHealth.ts'
import { type BrokerAccess, readKafkaAccess } from './serverAccess.ts'

/** The bus of one process. */
export interface OpenBus extends Pick<ServicePorts, 'log' | 'clock' | 'bus'> {
  /** Whether this is the only process on its data: no other process receives the messages of an embedded bus. */
  singleInstance: boolean
  registerHealth: RegisterHealth
}

/** Every worker reads the control topic from its oldest message; an old cancel has no effect. */
const CONTROL_RETENTION_MS = 3_600_000

/**
 * Opens the bus alone, for a process without other ports; does not wait for Kafka.
 * @throws ConfigError
 */
export const openBus = async (
  settings: KafkaSettings,
  options: { log: Logger; clientId: string },
  opened: AsyncDisposableStack,
): Promise<OpenBus> => openBusAt(await readKafkaAccess(settings), settings, options, opened)

/** Opens the bus with the given broker access, or the in-process bus without one. */
export function openBusAt(
  access: BrokerAccess | undefined,
  settings: KafkaSettings,
  { log, clientId }: { log: Logger; clientId: string },
  opened: AsyncDisposableStack,
): OpenBus {
  const figures = new Registry()
  const bus = access
    ? openPrefixedBus(settings, access, { log, clientId, registry: figures })
    : createInProcessBus({ log })
  opened.defer(() => bus.close())
  return {
    log,
    clock: systemClock,
    bus,
    singleInstance: access === undefined,
    registerHealth({ metrics }) {
      for (const { name } of figures.getMetricsAsArray()) {
        const figure = figures.getSingleMetric(name)
        if (figure) metrics.registry.registerMetric(figure)
      }
    },
  }
}

function openPrefixedBus(
  settings: KafkaSettings,
  access: BrokerAccess,
  { log, clientId, registry }: { log: Logger; clientId: string; registry: Registry },
): EventBus {
  const bus = openKafkaBus({
    ...access,
    clientId,
    topics: Object.values(topics).map(({ name }) => ({
      name: settings.kafkaPrefix + name,
      partitions: settings.kafkaPartitions,
      retentionMs: name === topics.generationControls.name ? CONTROL_RETENTION_MS : settings.kafkaRetentionMs,
    })),
    metrics: { registry },
    log,
  })
  return settings.kafkaPrefix === '' ? bus : withPrefix(bus, settings.kafkaPrefix)
}

/** A bus that prefixes the names of topics and consumer groups. */
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
