import { type Client, S3Error } from 'minio'
import type { Logger } from '../log/logger.ts'

const FIRST_PAUSE_MS = 200
const MAX_PAUSE_MS = 5_000

/** The bucket of a storage, which is made as soon as MinIO can be asked. */
export interface MinioBucket {
  /**
   * Waits until it is known that there is the bucket, which costs nothing once it is.
   * @throws Error when MinIO does not answer now.
   */
  ready(): Promise<void>
  /**
   * Asks MinIO whether there is the bucket, and makes it when there is none.
   * @throws Error when MinIO does not answer now.
   */
  check(): Promise<void>
  close(): void
}

/**
 * Looks for the bucket, and when MinIO does not answer goes on by itself until it does; logs when it must and when that
 * is over.
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
  let told = false
  let pauseMs = FIRST_PAUSE_MS
  let timer: NodeJS.Timeout | undefined
  let checking: Promise<void> | undefined

  async function makeIfMissing(): Promise<void> {
    if (await client.bucketExists(name)) return
    try {
      await client.makeBucket(name)
      log.info(about, 'bucket created')
    } catch (error) {
      // Another process that starts now was faster.
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
      if (told) log.info(about, 'MinIO available')
    } catch (error) {
      if (closed) return
      if (!told) log.warn({ ...about, err: error }, 'bucket unavailable, retrying')
      told = true
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
