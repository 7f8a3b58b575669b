import type { RunnableConfig } from '@langchain/core/runnables'
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  compareWritesSortKeys,
  copyCheckpoint,
  getCheckpointId,
  maxChannelVersion,
  type PendingWrite,
  TASKS,
  WRITES_IDX_MAP,
  writesSortKey,
} from '@langchain/langgraph-checkpoint'
import type { ChannelValue } from '../data/channelValue.ts'
import type { Checkpoint as CheckpointRow } from '../data/checkpoint.ts'
import type { CheckpointRepository } from '../data/checkpointRepository.ts'
import type { CheckpointWrite } from '../data/checkpointWrite.ts'

/** Checkpoints written before this version stored the sends of a step among the writes of their parent. */
const SENDS_IN_CHANNELS_SINCE = 4

/**
 * Stores LangGraph checkpoints in the worker's own database.
 *
 * A channel's value is stored once per version, whatever the number of its checkpoints, so that a step costs its
 * changes and not the whole state.
 */
export class MikroOrmSaver extends BaseCheckpointSaver {
  readonly #rows: CheckpointRepository

  constructor(rows: CheckpointRepository) {
    super()
    this.#rows = rows
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const threadId: string | undefined = config.configurable?.thread_id
    if (threadId === undefined) return undefined
    const checkpointId = getCheckpointId(config) || undefined
    const namespace: string = config.configurable?.checkpoint_ns ?? ''
    const [row] = await this.#rows.list({ threadId, namespace, checkpointId, limit: 1 })
    if (!row) return undefined
    const [tuple] = await this.#toTuples([row])
    return tuple
  }

  async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const filter = Object.entries(options.filter ?? {})
    const { limit } = options
    const rows = await this.#rows.list({
      threadId: config.configurable?.thread_id,
      namespace: config.configurable?.checkpoint_ns,
      checkpointId: getCheckpointId(config) || undefined,
      beforeId: options.before?.configurable?.checkpoint_id,
      // Metadata is opaque to the database, so with a filter the limit is applied after reading.
      limit: filter.length > 0 ? undefined : limit,
    })
    let left = limit ?? Number.POSITIVE_INFINITY
    for (const tuple of await this.#toTuples(rows)) {
      const metadata: Record<string, unknown> = { ...tuple.metadata }
      if (!filter.every(([key, value]) => metadata[key] === value)) continue
      if (left-- <= 0) return
      yield tuple
    }
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { threadId, namespace } = threadOf(config)
    const { channel_values, ...rest } = copyCheckpoint(checkpoint)
    const [checkpointType, checkpointBytes] = await this.serde.dumpsTyped(rest)
    const [metadataType, metadataBytes] = await this.serde.dumpsTyped(metadata)
    const values = await Promise.all(
      Object.entries(newVersions)
        .filter(([channel]) => Object.hasOwn(channel_values, channel))
        .map(async ([channel, version]): Promise<ChannelValue> => {
          const [type, value] = await this.serde.dumpsTyped(channel_values[channel])
          return { threadId, namespace, channel, version: String(version), type, value: Buffer.from(value) }
        }),
    )
    await this.#rows.save(
      {
        threadId,
        namespace,
        checkpointId: checkpoint.id,
        parentId: config.configurable?.checkpoint_id ?? null,
        checkpointType,
        checkpoint: Buffer.from(checkpointBytes),
        metadataType,
        metadata: Buffer.from(metadataBytes),
      },
      values,
    )
    return configOf(threadId, namespace, checkpoint.id)
  }

  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string, taskPath = ''): Promise<void> {
    const { threadId, namespace } = threadOf(config)
    const checkpointId: string | undefined = config.configurable?.checkpoint_id
    if (checkpointId === undefined) throw new TypeError('The config has no "checkpoint_id" to put the writes under.')
    const rows = await Promise.all(
      writes.map(async ([channel, written], index): Promise<CheckpointWrite> => {
        const [type, value] = await this.serde.dumpsTyped(written)
        const position = WRITES_IDX_MAP[channel] ?? index
        const place = { threadId, namespace, checkpointId, nodeRunId: taskId, position }
        return { ...place, path: taskPath, channel, type, value: Buffer.from(value) }
      }),
    )
    await this.#rows.saveWrites(rows)
  }

  deleteThread(threadId: string): Promise<void> {
    return this.#rows.deleteThread(threadId)
  }

  /** Loads the values and writes of checkpoints by one pair of queries per namespace of a thread. */
  async #toTuples(rows: readonly CheckpointRow[]): Promise<CheckpointTuple[]> {
    const places = Map.groupBy(rows, row => JSON.stringify([row.threadId, row.namespace]))
    const tuples = new Map<CheckpointRow, CheckpointTuple>()
    for (const group of places.values()) {
      const { threadId, namespace } = group[0] as CheckpointRow
      const ids = group.flatMap(row => (row.parentId ? [row.checkpointId, row.parentId] : [row.checkpointId]))
      const [values, writes] = await Promise.all([
        this.#rows.valuesOf(threadId, namespace),
        this.#rows.writesOf(threadId, namespace, [...new Set(ids)]),
      ])
      for (const row of group) tuples.set(row, await this.#toTuple(row, values, writes))
    }
    return rows.flatMap(row => tuples.get(row) ?? [])
  }

  async #toTuple(
    row: CheckpointRow,
    values: readonly ChannelValue[],
    writes: readonly CheckpointWrite[],
  ): Promise<CheckpointTuple> {
    const stored: Omit<Checkpoint, 'channel_values'> = await this.#load(row.checkpointType, row.checkpoint)
    const metadata: CheckpointMetadata = await this.#load(row.metadataType, row.metadata)
    const checkpoint: Checkpoint = { ...stored, channel_values: {} }
    for (const { channel, version, type, value } of values) {
      if (String(stored.channel_versions[channel]) !== version) continue
      checkpoint.channel_values[channel] = await this.#load(type, value)
    }
    if (checkpoint.v < SENDS_IN_CHANNELS_SINCE && row.parentId) {
      await this.#adoptSends(checkpoint, writesOf(row.parentId, writes))
    }
    return {
      config: configOf(row.threadId, row.namespace, row.checkpointId),
      checkpoint,
      metadata,
      pendingWrites: await Promise.all(
        writesOf(row.checkpointId, writes).map(
          async ({ nodeRunId, channel, type, value }): Promise<CheckpointPendingWrite> => [
            nodeRunId,
            channel,
            await this.#load(type, value),
          ],
        ),
      ),
      ...(row.parentId ? { parentConfig: configOf(row.threadId, row.namespace, row.parentId) } : {}),
    }
  }

  async #adoptSends(checkpoint: Checkpoint, parentWrites: readonly CheckpointWrite[]): Promise<void> {
    const sends = parentWrites.filter(write => write.channel === TASKS)
    checkpoint.channel_values[TASKS] = await Promise.all(sends.map(({ type, value }) => this.#load(type, value)))
    const versions = Object.values(checkpoint.channel_versions)
    const version = versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined)
    checkpoint.channel_versions[TASKS] = version
  }

  #load<T>(type: string, bytes: Uint8Array): Promise<T> {
    return this.serde.loadsTyped(type, bytes)
  }
}

/** A checkpoint's writes in the order in which a live run applies them. */
function writesOf(checkpointId: string, writes: readonly CheckpointWrite[]): CheckpointWrite[] {
  return writes
    .filter(write => write.checkpointId === checkpointId)
    .map(write => ({ write, key: writesSortKey(write.path, write.nodeRunId, write.position) }))
    .sort((a, b) => compareWritesSortKeys(a.key, b.key))
    .map(({ write }) => write)
}

/** @throws TypeError when the config has no thread. */
function threadOf(config: RunnableConfig): { threadId: string; namespace: string } {
  const threadId: string | undefined = config.configurable?.thread_id
  if (threadId === undefined) throw new TypeError('The config has no "thread_id" to keep the checkpoint under.')
  return { threadId, namespace: config.configurable?.checkpoint_ns ?? '' }
}

const configOf = (threadId: string, namespace: string, checkpointId: string): RunnableConfig => ({
  configurable: { thread_id: threadId, checkpoint_ns: namespace, checkpoint_id: checkpointId },
})
