import { setTimeout as delay } from 'node:timers/promises'
import kafkajs, { type Admin } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'

// Node does not find these names in a CommonJS package.
const { ConfigResourceTypes, ConfigSource, KafkaJSProtocolError } = kafkajs

/** The settings of a topic. */
export interface TopicSettings {
  name: string
  /** For a new topic; an existing one keeps its partitions, since more would break the order by key. */
  partitions: number
  /** Retention in milliseconds. */
  retentionMs: number
}

const RETENTION = 'retention.ms'

/** Milliseconds for brokers to learn of new topics. */
const METADATA_PROPAGATION_MS = 20_000

/**
 * Creates missing topics and sets the retention of existing ones.
 * @throws KafkaJSError when a missing topic cannot be created.
 */
export async function ensureTopics(admin: Admin, topics: readonly TopicSettings[], log: Logger): Promise<void> {
  if (topics.length === 0) return
  const existing = new Set(await admin.listTopics())
  const missing = topics.filter(({ name }) => !existing.has(name))
  if (missing.length > 0) {
    // False when another process created them meanwhile.
    const made = await admin.createTopics({
      topics: missing.map(({ name, partitions, retentionMs }) => ({
        topic: name,
        numPartitions: partitions,
        configEntries: [{ name: RETENTION, value: String(retentionMs) }],
      })),
      waitForLeaders: false,
    })
    await untilKnown(
      admin,
      missing.map(({ name }) => name),
    )
    if (made) log.info({ topics: missing.map(({ name }) => name) }, 'topics created')
  }
  await keepAsLong(admin, topics, existing, log)
}

/**
 * Waits until new topics are usable: the controller answers before the brokers have their metadata, which kafkajs' own
 * wait treats as a failure.
 */
export async function untilKnown(admin: Admin, topics: string[]): Promise<void> {
  const deadline = performance.now() + METADATA_PROPAGATION_MS
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics })
      return
    } catch (error) {
      const isEarly = error instanceof KafkaJSProtocolError && error.type === 'UNKNOWN_TOPIC_OR_PARTITION'
      if (!isEarly || performance.now() > deadline) throw error
    }
    await delay(50)
  }
}

async function keepAsLong(
  admin: Admin,
  topics: readonly TopicSettings[],
  existing: ReadonlySet<string>,
  log: Logger,
): Promise<void> {
  for (const { name, retentionMs } of topics.filter(topic => existing.has(topic.name))) {
    try {
      await setRetention(admin, name, String(retentionMs))
    } catch (error) {
      // An account that may publish to a topic may lack the right to alter it.
      log.warn({ err: error, topic: name, retentionMs }, 'topic retention not set')
    }
  }
}

async function setRetention(admin: Admin, name: string, value: string): Promise<void> {
  const topic = { type: ConfigResourceTypes.TOPIC, name }
  const described = await admin.describeConfigs({ resources: [topic], includeSynonyms: false })
  const entries = described.resources[0]?.configEntries ?? []
  if (entries.some(entry => entry.configName === RETENTION && entry.configValue === value)) return
  // Altering replaces the topic's whole configuration, so other settings are kept.
  const others = entries
    .filter(entry => entry.configSource === ConfigSource.TOPIC_CONFIG && entry.configName !== RETENTION)
    .map(entry => ({ name: entry.configName, value: entry.configValue }))
  const configEntries = [...others, { name: RETENTION, value }]
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...topic, configEntries }] })
}
