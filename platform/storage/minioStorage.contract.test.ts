import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type MinioSpace, openMinioSpace } from '@atelier/testkit/servers/minioSpace.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ObjectStorage, StorageAwayError } from './objectStorage.ts'

const minio = await realService('minio')
const png = { contentType: 'image/png' }
const expiresInMs = 60_000
const bytes = Buffer.from('picture')

describe.runIf(minio.available)(`MinIO${minio.note}`, { timeout: 30_000 }, () => {
  let space: MinioSpace
  let opened: ObjectStorage[]

  beforeEach(() => {
    space = openMinioSpace(minio.url)
    opened = []
    log.clear()
  })
  afterEach(async () => {
    for (const storage of opened) await storage.close()
    await space.close()
  })

  const log = captureLog()

  async function open(options?: Parameters<MinioSpace['open']>[0]): Promise<ObjectStorage> {
    const storage = await space.open(options)
    opened.push(storage)
    return storage
  }

  it('may be opened by many at once on a bucket that is not there yet', async () => {
    const storages = await Promise.all(Array.from({ length: 8 }, () => open({ log: log.logger })))
    expect(log.find('bucket unavailable, retrying')).toEqual([])
    expect(log.find('bucket created').length).toBeGreaterThan(0)
    await Promise.all(storages.map(storage => storage.ping()))
    await storages[0]?.put('a', bytes, png)
    expect(await storages[7]?.get('a')).toEqual(bytes)
  })

  it('deletes more objects under a prefix than one listing holds', async () => {
    const storage = await open()
    const keys = Array.from({ length: 1_010 }, (_, index) => `a/${index}`)
    for (let from = 0; from < keys.length; from += 100) {
      await Promise.all(keys.slice(from, from + 100).map(key => storage.put(key, new Uint8Array(), png)))
    }
    await storage.put('b/0', bytes, png)
    expect(await space.keys()).toHaveLength(1_011)
    await storage.deleteAll('a/')
    expect(await space.keys()).toEqual(['b/0'])
  })

  it('makes its bucket again when it was removed', async () => {
    const storage = await open()
    await space.removeBucket()
    await expect(storage.put('a', bytes, png)).rejects.toMatchObject({ code: 'NoSuchBucket' })
    await storage.ping()
    await storage.put('a', bytes, png)
    expect(await storage.get('a')).toEqual(bytes)
  })

  it('says that its keys are wrong', async () => {
    await (await open()).ping()
    const storage = await open({ secretKey: 'wrong', log: log.logger })
    await expect(storage.ping()).rejects.toMatchObject({ code: 'AccessDenied' })
    await expect(storage.get('a')).rejects.toMatchObject({ code: 'AccessDenied' })
  })

  describe('away', () => {
    let proxy: TcpProxy

    beforeEach(async () => {
      const { hostname, port } = new URL(minio.url)
      proxy = await openTcpProxy({ host: hostname, port: Number(port || 80) })
    })
    afterEach(() => proxy.close())

    const openProxied = (silenceMs = 5_000) =>
      open({ endpoint: `http://127.0.0.1:${proxy.port}`, silenceMs, log: log.logger })

    /** Whether each call there is was refused for MinIO's being away. */
    async function refusals(storage: ObjectStorage): Promise<boolean[]> {
      const results = await Promise.allSettled([
        storage.put('unwanted', bytes, png),
        storage.get('a'),
        storage.info('a'),
        storage.delete('a'),
        storage.deleteAll('a/'),
        storage.ping(),
      ])
      return results.map(result => result.status === 'rejected' && result.reason instanceof StorageAwayError)
    }
    const allRefused = Array.from({ length: 6 }, () => true)

    it('refuses every call, does none later, and works again when it is back', async () => {
      const storage = await openProxied()
      await storage.put('a', bytes, png)
      await proxy.stop()
      expect(await refusals(storage)).toEqual(allRefused)
      await proxy.start()
      expect(await storage.get('a')).toEqual(bytes)
      expect(await storage.info('unwanted')).toBeUndefined()
    })

    it('signs URLs all the same', async () => {
      const storage = await openProxied()
      await storage.put('a', bytes, png)
      await proxy.stop()
      const { url } = await storage.signGet('a', { expiresInMs })
      await proxy.start()
      expect(await (await fetch(url)).text()).toBe('picture')
    })

    it('is asked on a new connection when one went silent', async () => {
      const storage = await openProxied(200)
      await storage.put('a', bytes, png)
      proxy.silence()
      await expect(storage.get('a')).rejects.toThrow(StorageAwayError)
      expect(await storage.get('a')).toEqual(bytes)
    })

    it.each([
      ['takes connections and says nothing', createServer(socket => socket.resume())],
      ['is still starting', createHttpServer((_, response) => response.writeHead(503).end('<Error></Error>'))],
    ])('refuses every call of a server that %s', async (_, server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      const storage = await open({ endpoint: `http://127.0.0.1:${port}`, silenceMs: 200, log: log.logger })
      expect(await refusals(storage)).toEqual(allRefused)
      await storage.close()
      server.close()
      await once(server, 'close')
    })

    it('may be away when it is opened; the bucket is made as soon as it comes', async () => {
      await proxy.stop()
      const storage = await openProxied()
      expect(await refusals(storage)).toEqual(allRefused)
      await waitUntil(() => expect(log.find('bucket unavailable, retrying')).toHaveLength(1))
      await proxy.start()
      await waitUntil(() => expect(log.find('MinIO available')).toHaveLength(1))
      const { url, headers } = await storage.signPut('a', { expiresInMs, bytes: bytes.length, ...png })
      expect((await fetch(url, { method: 'PUT', headers, body: bytes })).ok).toBe(true)
      expect(await storage.get('a')).toEqual(bytes)
      expect(log.find('bucket unavailable, retrying')).toHaveLength(1)
    })

    it('can be closed while it is away, and asks no more', async () => {
      await proxy.stop()
      const storage = await openProxied()
      await storage.close()
      await proxy.start()
      // Real time: longer than the first pauses between two looks for the bucket, of which none may come.
      await setTimeout(1_000)
      expect(log.find('MinIO available')).toEqual([])
    })

    it('signs for the address that clients use', async () => {
      const storage = await open({ publicEndpoint: `http://127.0.0.1:${proxy.port}/` })
      const put = await storage.signPut('a/b', { expiresInMs, bytes: bytes.length, ...png })
      expect(new URL(put.url).port).toBe(String(proxy.port))
      expect((await fetch(put.url, { method: 'PUT', headers: put.headers, body: bytes })).ok).toBe(true)
      const { url } = await storage.signGet('a/b', { expiresInMs })
      expect(await (await fetch(url)).text()).toBe('picture')
      expect((await fetch(url.replace(`:${proxy.port}`, `:${new URL(minio.url).port}`))).status).toBe(403)
    })
  })
})
