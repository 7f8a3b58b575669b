import { Redis, ReplyError } from 'ioredis'
import type { Logger } from '../log/logger.ts'
import { backoffMs } from '../time/backoff.ts'

/** Default command timeout, in milliseconds. */
const COMMAND_TIMEOUT_MS = 1_000

/** Default prefix of keys and channels, so that others can use the same server. */
export const KEY_PREFIX = 'atelier:'

/**
 * Keep-alive interval, in command timeouts: a connection that only subscribes shows in no other way that it is dead.
 */
const HEARTBEAT_EVERY = 10

/** Maximum backoff between two connection attempts, before jitter. */
const MAX_RETRY_MS = 2_000

/** Connection parameters of Redis. */
export interface RedisOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
  url: string
  /** PEM certificate authorities trusted for TLS; those of Node when absent. */
  ca?: string
  log: Logger
  /** Command timeout, in milliseconds. */
  commandTimeoutMs?: number
}

/** Thrown when Redis did not reply: unreachable, silent or starting. Whether the command ran is unknown. */
export class RedisAwayError extends Error {
  override readonly name = 'RedisAwayError'
}

/** One connection to Redis, which reconnects by itself. */
export interface RedisConnection {
  readonly client: Redis
  /**
   * Sends commands and returns their reply. While Redis is unavailable it rejects at once: commands are not queued, so
   * that none runs long after its caller gave up.
   * @throws RedisAwayError within the command timeout; errors of Redis itself are thrown as they are.
   */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T>
  /** @throws RedisAwayError */
  ping(): Promise<void>
  /** Waits for pending commands; safe to repeat. */
  close(): Promise<void>
}

/**
 * Connects to Redis. Returns even when Redis does not respond, and reconnects until it does: each outage is logged when
 * it begins and when it ends.
 * @param options.purpose of the connection in one word, for logs and Redis' client list.
 */
export async function openRedis(options: RedisOptions & { purpose: string }): Promise<RedisConnection> {
  const { url, ca, purpose, commandTimeoutMs = COMMAND_TIMEOUT_MS } = options
  const address = new URL(url).host
  const log = options.log.child({ redis: address, connection: purpose })
  const client = new Redis(url, {
    ...(ca !== undefined && { tls: { ca } }),
    connectionName: `atelier-${purpose}`,
    lazyConnect: true,
    connectTimeout: commandTimeoutMs * 2,
    commandTimeout: commandTimeoutMs,
    // A connection with commands unanswered for so long is replaced.
    socketTimeout: commandTimeoutMs * 2,
    disconnectTimeout: 500,
    // Commands without a connection, or whose connection was lost, fail and are not resent.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Subscribers resubscribe themselves: ioredis forgets the channels when a connection is lost early.
    autoResubscribe: false,
    retryStrategy: attempt => backoffMs(attempt - 1, { baseMs: 50, maxMs: MAX_RETRY_MS, jitter: [0.75, 1.25] }),
    // After a failover the old primary is read-only; reconnecting finds the new one.
    reconnectOnError: error => error.message.startsWith('READONLY'),
  })
  logOutages(client, log)
  // A failure is logged above, and the client keeps reconnecting.
  await client.connect().catch(() => undefined)

  async function ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    try {
      return await question(client)
    } catch (error) {
      if (error instanceof ReplyError) throw error
      throw new RedisAwayError(`Redis at ${address} does not answer.`, { cause: error })
    }
  }

  async function ping(): Promise<void> {
    await ask(redis => redis.ping())
  }

  const heartbeat = setInterval(() => {
    // A ping without a reply ends the connection by its socket timeout, and that is logged.
    if (client.status === 'ready') client.ping().catch(() => undefined)
  }, commandTimeoutMs * HEARTBEAT_EVERY)
  heartbeat.unref()

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    clearInterval(heartbeat)
    if (client.status === 'ready') {
      try {
        await client.quit()
        return
      } catch (error) {
        log.debug({ err: error }, 'Redis QUIT failed')
      }
    }
    client.disconnect()
  }

  return {
    client,
    ask,
    ping,
    close() {
      closing ??= close()
      return closing
    },
  }
}

/**
 * Logs when Redis becomes unavailable and available again. Reconnecting may take hours: each reason is logged once per
 * outage.
 */
function logOutages(client: Redis, log: Logger): void {
  const reasons = new Set<string>()

  function logOnce(reason: string, error?: Error): void {
    if (reasons.has(reason)) return
    reasons.add(reason)
    log.warn(error ? { err: error } : { reason }, 'Redis unavailable, retrying')
  }

  client.on('error', (error: Error & { code?: string }) => logOnce(error.code ?? error.message, error))
  client.on('reconnecting', () => {
    if (reasons.size === 0) logOnce('the connection ended')
  })
  client.on('ready', () => {
    if (reasons.size > 0) log.info('Redis available again')
    reasons.clear()
  })
}
