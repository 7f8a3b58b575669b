import { type OutgoingHttpHeaders, request } from 'node:http'
import { type MinioSpace, openMinioSpace } from '@atelier/testkit/servers/minioSpace.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStorage } from './objectStorage.ts'

const minio = await realService('minio')
const png = { contentType: 'image/png' }

describe.runIf(minio.available)(`uploads to MinIO that cheat${minio.note}`, () => {
  let space: MinioSpace
  let storage: ObjectStorage

  beforeEach(async () => {
    space = openMinioSpace(minio.url)
    storage = await space.open()
  })
  afterEach(async () => {
    await storage.close()
    await space.close()
  })

  /** Sends the chunks with the headers just as they are; without a length they go in HTTP's chunked form. */
  function send(url: string, headers: OutgoingHttpHeaders, chunks: string[]): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
    const outgoing = request(url, { method: 'PUT', headers, agent: false }, response => {
      response.resume()
      resolve(response.statusCode)
    })
    outgoing.on('error', reject)
    for (const chunk of chunks) outgoing.write(chunk)
    outgoing.end()
    return promise
  }
  const withQuery = (url: string, name: string, value: string) => `${url}&${name}=${encodeURIComponent(value)}`

  type Cheat = [string, (url: string, headers: Record<string, string>) => Promise<number | undefined>]

  it.each<Cheat>([
    ['no length', (url, headers) => send(url, headers, ['abcd'])],
    ['no length and more bytes', (url, headers) => send(url, headers, ['abcd', 'efgh'])],
    [
      'a length in the query only',
      (url, headers) => send(withQuery(url, 'content-length', '4'), headers, ['abcd', 'efgh']),
    ],
    [
      'a length that the transfer encoding overrules',
      (url, headers) =>
        send(url, { ...headers, 'content-length': '4', 'transfer-encoding': 'chunked' }, ['abcd', 'efgh']),
    ],
    [
      'the right length told in a header of its own',
      (url, headers) =>
        send(url, { ...headers, 'content-length': '8', 'x-amz-decoded-content-length': '4' }, ['abcdefgh']),
    ],
    ['no type', (url, { 'content-type': _, ...headers }) => send(url, { ...headers, 'content-length': '4' }, ['abcd'])],
    [
      'no wish to be the first',
      (url, { 'if-none-match': _, ...headers }) => send(url, { ...headers, 'content-length': '4' }, ['abcd']),
    ],
    [
      'another wish than to be the first',
      (url, headers) => send(url, { ...headers, 'if-none-match': '"x"', 'content-length': '4' }, ['abcd']),
    ],
    [
      'headers that are no longer signed',
      (url, headers) =>
        send(url.replace(/SignedHeaders=[^&]+/, 'SignedHeaders=host'), { ...headers, 'content-length': '8' }, [
          'abcdefgh',
        ]),
    ],
    [
      'a later expiry',
      (url, headers) =>
        send(url.replace(/Expires=\d+/, 'Expires=600'), { ...headers, 'content-length': '4' }, ['abcd']),
    ],
    ...[
      { 'x-amz-copy-source': '/{bucket}/secret' },
      { 'x-amz-copy-source': '{bucket}%2Fsecret' },
      { 'x-amz-copy-source': ['', '/{bucket}/secret'] },
      { 'content-encoding': 'gzip' },
      { 'x-minio-source-replication-request': 'true' },
      { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' },
      { 'x-amz-meta-snowball-auto-extract': 'true' },
      { 'x-amz-meta-note': 'x' },
    ].map(
      (more): Cheat => [
        JSON.stringify(more),
        (url, headers) => {
          const asked = JSON.parse(JSON.stringify(more).replace('{bucket}', space.bucket))
          return send(url, { ...headers, ...asked, 'content-length': '4' }, ['abcd'])
        },
      ],
    ),
  ])('are refused: %s', async (_, cheat) => {
    await storage.put('secret', Buffer.from('abcd'), png)
    const { url, headers } = await storage.signPut('a', { expiresInMs: 60_000, bytes: 4, ...png })
    expect(await cheat(url, headers)).toBeGreaterThanOrEqual(400)
    expect(await storage.info('a')).toBeUndefined()
    expect(await send(url, { ...headers, 'content-length': '4' }, ['abcd'])).toBe(200)
  })
})
