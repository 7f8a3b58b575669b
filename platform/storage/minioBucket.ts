import { type Client, S3Error } from 'minio'
import type { Logger } from '../log/logger.ts'

const FIRST_PAUSE_MS = 200
const MAX_PAUSE_MS = 5_000

/** The bucket of a storage, created as soon as MinIO is reachable. */
export interface MinioBucket {
  /**
   * Waits until the bucket is known to exist; free once it is.
   * @throws Error when MinIO is unavailable.
   */
  ready(): Promise<void>
  /**
   * Checks that the bucket exists, and creates it otherwise.
   * @throws Error when MinIO is unavailable.
   */
  check(): Promise<void>
  close(): void
}

/**
 * Checks for the bucket, and retries in the background while MinIO is unavailable; logs the start and end of such an
 * outage.
 */
export async function openMinioBucket(options: {
  client: Client
  name: string
  address: string
  log: Logger
}): Promise<MinioBucket> {
  const { client, name, log } = options
  const about = { minio: options.address, bucket: name }
  let isThere = false
  let closed = false
  let logged = false
  let pauseMs = FIRST_PAUSE_MS
  let timer: NodeJS.Timeout | undefined
  let checking: Promise<void> | undefined

  async function makeIfMissing(): Promise<void> {
    if (await client.bucketExists(name)) return
    try {
      await client.makeBucket(name)
      log.info(about, 'bucket created')
    } catch (error) {
      // Another starting process was faster.
      if (!(error instanceof S3Error && error.code === 'BucketAlreadyOwnedByYou')) throw error
    }
  }

  function check(): Promise<void> {
    checking ??= makeIfMissing()
      .then(() => {
        isThere = true
      })
      .finally(() => {
        checking = undefined
      })
    return checking
  }

  async function look(): Promise<void> {
    try {
      await check()
      if (logged) log.info(about, 'MinIO available')
    } catch (error) {
      if (closed) return
      if (!logged) log.warn({ ...about, err: error }, 'bucket unavailable, retrying')
      logged = true
      timer = setTimeout(look, pauseMs)
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)
    }
  }

  await look()
  return {
    ready: async () => (isThere ? undefined : check()),
    check,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
