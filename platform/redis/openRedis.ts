import { Redis, ReplyError } from 'ioredis'
import type { Logger } from '../log/logger.ts'
import { backoffMs } from '../time/backoff.ts'
import { logOutages } from './logOutages.ts'

/** How long Redis may take to answer one command unless its caller says otherwise. */
const COMMAND_TIMEOUT_MS = 1_000

/** What stands before every name in Redis unless its caller says otherwise, so that others can use the same server. */
export const KEY_PREFIX = 'atelier:'

/**
 * How often, in times that a command may take, a connection is asked whether it still works. One that only listens
 * shows in no other way that it is dead.
 */
const HEARTBEAT_EVERY = 10

/** The longest pause between two attempts to connect, before jitter. */
const MAX_RETRY_MS = 2_000

/** Where Redis is, and how long to wait for it. */
export interface RedisOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
  url: string
  /** In PEM, the authorities that may vouch for a Redis that is reached over TLS; those that Node trusts when absent. */
  ca?: string
  log: Logger
  /** How long one command may take. */
  commandTimeoutMs?: number
}

/** Thrown when Redis could not be asked: it is away, silent or still starting. Whether it did something is unknown. */
export class RedisAwayError extends Error {
  override readonly name = 'RedisAwayError'
}

/** One connection to Redis, which comes back by itself when it was lost. */
export interface RedisConnection {
  readonly client: Redis
  /**
   * Sends commands and gives their answer. While Redis is away it fails at once: nothing waits for Redis to return, so
   * that nothing is done long after its caller gave up.
   * @throws RedisAwayError within the time that a command may take; what Redis itself refuses is thrown as it is.
   */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T>
  /** @throws RedisAwayError */
  ping(): Promise<void>
  /** Lets commands under way finish; safe to repeat. */
  close(): Promise<void>
}

/**
 * Connects to Redis. When it does not answer the connection is given all the same, and is good as soon as Redis is: each
 * outage is logged when it begins and when it ends.
 * @param options.purpose one word on what the connection is for, shown in logs and in Redis' own list of clients.
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
    // A connection that leaves commands unanswered for so long is taken for dead and made anew.
    socketTimeout: commandTimeoutMs * 2,
    disconnectTimeout: 500,
    // Commands without a connection, or whose connection was lost, fail rather than being sent later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Whoever subscribes does it again: ioredis forgets the channels when a connection is lost too soon.
    autoResubscribe: false,
    retryStrategy: attempt => backoffMs(attempt - 1, { baseMs: 50, maxMs: MAX_RETRY_MS, jitter: [0.75, 1.25] }),
    // After a failover the old primary takes no writes; connecting again finds the new one.
    reconnectOnError: error => error.message.startsWith('READONLY'),
  })
  logOutages(client, log)
  // A failure is logged above, and the client goes on trying.
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
    // A ping without an answer ends the connection by its socket timeout, and that is logged.
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
