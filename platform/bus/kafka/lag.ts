import type { Admin } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'
import { Gauge, type Metrics } from '../../metrics/metrics.ts'
import type { KafkaConnection } from './connection.ts'
import { groupIdOf } from './member.ts'

/** Offsets of a partition: log start, next to be written, and committed by the group (-1: none). */
interface PartitionOffsets {
  low: string
  high: string
  committed: string
}

/** Messages of a partition that a group has not committed; those removed by retention do not count. */
export function lagOf({ low, high, committed }: PartitionOffsets): number {
  const [begin, end, taken] = [BigInt(low), BigInt(high), BigInt(committed)]
  return Number(end - (taken > begin ? taken : begin))
}

/** A consumer group of a topic. */
export interface ConsumerGroup {
  topic: string
  group: string
}

/** Measures consumer lag periodically. */
export interface LagWatch {
  /** Measures at once; for groups that were just joined. */
  measure(): void
  stop(): void
}

/**
 * Measures the lag of the groups of this process, over all their members. Partitions that cannot be measured are
 * omitted from the metric.
 * @param options.groups the groups with a member in this process now.
 * @param options.everyMs milliseconds between two measurements.
 */
export function watchLag(options: {
  connection: KafkaConnection
  metrics: Pick<Metrics, 'registry'>
  log: Logger
  groups: () => Iterable<ConsumerGroup>
  everyMs: number
}): LagWatch {
  const { connection, metrics, log, groups, everyMs } = options
  const gauge = new Gauge({
    name: 'kafka_consumer_lag',
    help: 'Consumer group lag of a partition, in messages.',
    labelNames: ['topic', 'group', 'partition'] as const,
    registers: [metrics.registry],
  })
  let timer: NodeJS.Timeout | undefined
  let isMeasuring = false
  let isWanted = false
  let isStopped = false
  scheduleIn(everyMs)

  function scheduleIn(ms: number): void {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(run, ms).unref()
  }

  /** One at a time, so that no older measurement overwrites a newer one. */
  async function run(): Promise<void> {
    isMeasuring = true
    isWanted = false
    await measure()
    isMeasuring = false
    scheduleIn(isWanted ? 0 : everyMs)
  }

  async function measure(): Promise<void> {
    try {
      const { admin } = await connection.clients()
      const lags = await Promise.all([...groups()].map(group => lagsOf(admin, group)))
      gauge.reset()
      for (const { lag, ...labels } of lags.flat()) gauge.set(labels, lag)
    } catch (error) {
      gauge.reset()
      log.debug({ err: error }, 'consumer lag unavailable')
    }
  }

  return {
    measure() {
      isWanted = true
      if (!isMeasuring) scheduleIn(0)
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

async function lagsOf(admin: Admin, consumers: ConsumerGroup) {
  const { topic, group } = consumers
  const [partitions, [taken]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId: groupIdOf(consumers), topics: [topic] }),
  ])
  return partitions.map(({ partition, low, high }) => {
    const committed = taken?.partitions.find(of => of.partition === partition)?.offset ?? '-1'
    return { topic, group, partition: String(partition), lag: lagOf({ low, high, committed }) }
  })
}
