import { AwsV4Signer } from 'aws4fetch'
import type { Clock } from '../time/clock.ts'

/** Credentials and address of presigned requests. */
export interface PresigningOptions {
  /** The server's public host, which is part of the signature. */
  endpoint: URL
  accessKey: string
  secretKey: string
  region: string
  clock: Clock
}

/** Presigns requests to an S3 server (Signature Version 4). */
export interface PresignedUrls {
  /**
   * @param path such as `bucket/key`.
   * @param options.headers signed headers: the server rejects a request without them or with other values.
   * @param options.without headers that must be absent; MinIO then rejects a request with one.
   */
  write(
    method: 'GET' | 'PUT',
    path: string,
    options: { expiresInMs: number; headers?: Record<string, string>; without?: readonly string[] },
  ): Promise<string>
}

export function createPresignedUrls(options: PresigningOptions): PresignedUrls {
  const { endpoint, accessKey, secretKey, region, clock } = options
  // The signer caches the key of each day there.
  const cache = new Map<string, ArrayBuffer>()

  return {
    async write(method, path, { expiresInMs, headers = {}, without = [] }) {
      const now = clock.now().getTime()
      // Both ends are in whole seconds: the start is rounded down and the end up.
      const from = Math.floor(now / 1000)
      const seconds = Math.ceil((now + expiresInMs) / 1000) - from
      const url = new URL(`/${path}`, endpoint)
      url.searchParams.set('X-Amz-Expires', String(seconds))
      // MinIO looks in the query for a missing signed header, and finds the empty value that was signed.
      for (const name of without) url.searchParams.set(name, '')
      const signed = await new AwsV4Signer({
        method,
        url: url.href,
        headers: { ...headers, ...Object.fromEntries(without.map(name => [name, ''])) },
        accessKeyId: accessKey,
        secretAccessKey: secretKey,
        service: 's3',
        region,
        datetime: new Date(from * 1000).toISOString().replace(/[:-]|\.\d+/g, ''),
        signQuery: true,
        // Without it the two headers that describe a body would be omitted.
        allHeaders: true,
        cache,
      }).sign()
      return signed.url.href
    },
  }
}
