import * as topics from '@atelier/schema/messages/topics.ts'
import type { EventBus } from '../bus/eventBus.ts'
import { createInProcessBus } from '../bus/inProcessBus.ts'
import { openKafkaBus } from '../bus/kafka/kafkaBus.ts'
import type { ServicePorts } from '../http/service.ts'
import type { Logger } from '../log/logger.ts'
import { Registry } from '../metrics/metrics.ts'
import type { OnClose } from '../shutdown/closers.ts'
import { systemClock } from '../time/clock.ts'
import type { KafkaSettings } from './portsSettings.ts'
import { type BrokerAccess, readKafkaAccess } from './serverAccess.ts'
import type { ShowIn } from './showIn.ts'

/** The bus of one process. */
export interface OpenBus extends Pick<ServicePorts, 'log' | 'clock' | 'bus'> {
  /** Whether no other process works on the same data, as nobody else could hear its messages. */
  alone: boolean
  showIn: ShowIn
}

/** Every worker reads the control topic from its oldest message, and an old cancel says nothing to it. */
const CONTROL_RETENTION_MS = 3_600_000

/**
 * Opens the bus alone, for a process that uses nothing else; it does not wait for Kafka.
 * @throws ConfigError
 */
export const openBus = async (
  settings: KafkaSettings,
  options: { log: Logger; clientId: string },
  onClose: OnClose,
): Promise<OpenBus> => openBusAt(await readKafkaAccess(settings), settings, options, onClose)

/** Opens the bus at brokers of which it is known how they are reached, or within the process where there are none. */
export function openBusAt(
  access: BrokerAccess | undefined,
  settings: KafkaSettings,
  { log, clientId }: { log: Logger; clientId: string },
  onClose: OnClose,
): OpenBus {
  const figures = new Registry()
  const bus = access ? openTestBus(settings, access, { log, clientId, registry: figures }) : createInProcessBus({ log })
  onClose(() => bus.close())
  return {
    log,
    clock: systemClock,
    bus,
    alone: access === undefined,
    showIn({ metrics }) {
      for (const { name } of figures.getMetricsAsArray()) {
        const figure = figures.getSingleMetric(name)
        if (figure) metrics.registry.registerMetric(figure)
      }
    },
  }
}

function openTestBus(
  settings: KafkaSettings,
  access: BrokerAccess,
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

/** A bus whose topics and groups have other names outside than within Atelier. */
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
