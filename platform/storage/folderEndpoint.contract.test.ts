import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth } from '../health/health.ts'
import { createHttpServer, listen } from '../http/httpServer.ts'
import { createLogger } from '../log/logger.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { registerObjectEndpoint } from './folderEndpoint.ts'
import { type FolderStorage, openFolderStorage } from './folderStorage.ts'
import { InvalidObjectKeyError } from './objectStorage.ts'
import type { ReadGrant, WriteGrant } from './signedUrls.ts'

const png = { contentType: 'image/png' }
const expiresInMs = 60_000
const signingKey = randomBytes(32)

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

describe('the HTTP endpoint of the folder storage', () => {
  let home: string
  let folder: string
  let storage: FolderStorage
  let server: FastifyInstance
  let baseUrl: string
  let time: number

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'atelier-endpoint-'))
    folder = join(home, 'objects')
    await writeFile(join(home, 'secret.txt'), 'crown jewels')
    time = Date.now()
    const log = createLogger({ name: 'test', level: 'warn' })
    server = createHttpServer({ log, metrics: createMetrics({ service: 'test' }), health: createHealth() })
    const clock = { now: () => new Date(time) }
    storage = await openFolderStorage({ folder, baseUrl: () => baseUrl, signingKey, clock })
    registerObjectEndpoint(server, storage, log)
    baseUrl = await listen(server, { host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => {
    await server.close()
    await rm(home, { recursive: true })
  })

  const put = (key: string, text: string, contentType = 'image/png') =>
    storage.put(key, Buffer.from(text), { contentType })
  const errorOf = (answer: Answer) => JSON.parse(answer.body.toString()).error

  /** Sends a request whose path goes over the wire just as it is given, with the chunks as its body. */
  function send(path: string, options: RequestOptions & { chunks?: (string | Buffer)[]; open?: boolean } = {}) {
    const { port } = new URL(baseUrl)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const outgoing = request({ host: '127.0.0.1', port, agent: false, ...options, path }, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) })
      })
    })
    outgoing.on('error', reject)
    for (const chunk of options.chunks ?? []) outgoing.write(chunk)
    if (options.open) outgoing.flushHeaders()
    else outgoing.end()
    return Object.assign(promise, { outgoing })
  }

  const pathOf = (url: string) => url.slice(baseUrl.length)
  const signedGet = async (key: string) => pathOf((await storage.signGet(key, { expiresInMs })).url)
  const signedPut = async (key: string, bytes: number) =>
    pathOf((await storage.signPut(key, { expiresInMs, bytes, ...png })).url)
  const typed = { 'content-type': 'image/png' }
  const workshop = () => readdir(join(folder, '.workshop'))

  describe('signatures', () => {
    it('refuses a request without one', async () => {
      await put('a', 'x')
      const answer = await send('/objects/a')
      expect(answer.status).toBe(403)
      expect(errorOf(answer)).toEqual({ code: 'WRONG_SIGNATURE', message: expect.stringContaining('as it was given') })
    })

    it.each([
      ['a signature cut short', (path: string) => path.slice(0, -1)],
      ['an empty signature', (path: string) => path.replace(/signature=.*/, 'signature=')],
      [
        'another signature',
        (path: string) => path.replace(/signature=./, match => `signature=${match.endsWith('A') ? 'B' : 'A'}`),
      ],
      ['a later expiry', (path: string) => path.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) + 1}`)],
      ['no expiry', (path: string) => path.replace(/expires=\d+&/, '')],
      ['an expiry that is no number', (path: string) => path.replace(/expires=\d+/, 'expires=NaN')],
      ['a second expiry in front', (path: string) => path.replace('?', '?expires=99999999999999&')],
    ])('refuses %s', async (_, forge) => {
      await put('a', 'x')
      const path = await signedGet('a')
      expect((await send(path)).status).toBe(200)
      expect((await send(forge(path))).status).toBe(403)
    })

    it('refuses one made with another key', async () => {
      await put('a', 'x')
      const stranger = await openFolderStorage({ folder, baseUrl, signingKey: randomBytes(32) })
      const { url } = await stranger.signGet('a', { expiresInMs })
      expect((await fetch(url)).status).toBe(403)
    })

    it('is good until its last millisecond and tells what to do after', async () => {
      await put('a', 'x')
      const path = await signedGet('a')
      time += expiresInMs - 1
      expect((await send(path)).status).toBe(200)
      time += 1
      const answer = await send(path)
      expect(answer.status).toBe(403)
      expect(errorOf(answer)).toEqual({ code: 'URL_EXPIRED', message: expect.stringContaining('new one') })
    })

    it.each([
      ['bytes', /bytes=4/, 'bytes=400'],
      ['content type', /type=image%2Fpng/, 'type=text%2Fhtml'],
    ])('vouches for the %s of an upload', async (_, what, forged) => {
      const path = await signedPut('a', 4)
      expect(path).toMatch(what)
      const answer = await send(path.replace(what, forged), { method: 'PUT', headers: typed, chunks: ['abcd'] })
      expect(answer.status).toBe(403)
      expect(await storage.get('a')).toBeUndefined()
    })

    it('of an upload does not allow reading', async () => {
      await put('a', 'x')
      const path = await signedPut('a', 4)
      expect((await send(path)).status).toBe(403)
      expect((await send(path, { method: 'HEAD' })).status).toBe(403)
    })

    it('needs a signing key worth the name', async () => {
      await expect(openFolderStorage({ folder, baseUrl, signingKey: 'short' })).rejects.toThrow(RangeError)
    })
  })

  describe('paths', () => {
    const outside = [
      '/objects/../secret.txt',
      '/objects/..%2fsecret.txt',
      '/objects/..%2Fsecret.txt',
      '/objects/%2e%2e/secret.txt',
      '/objects/%2e%2e%2fsecret.txt',
      '/objects/%252e%252e%252fsecret.txt',
      '/objects/a/../../secret.txt',
      '/objects/a/..%2f..%2fsecret.txt',
      '/objects/..\\secret.txt',
      '/objects/..%5csecret.txt',
      '/objects//etc/passwd',
      '/objects/%2fetc%2fpasswd',
      '/objects/a%00.png',
      '/objects/a%0a',
      '/objects/%c0%ae%c0%ae/secret.txt',
      '/objects/%zz',
      '/objects/.workshop/a',
      '/objects/.',
      '/objects/',
      '/objects/a/',
      '/objects/%61',
      '/./objects/a',
      '/x/../objects/a',
      '//objects/a',
      '/objects;/a',
    ]

    /** The path with a genuine signature: that of an object that exists, and one for the path as it stands. */
    const signed = (path: string, grant: Pick<ReadGrant, 'method'> | Omit<WriteGrant, 'key' | 'expiresAt'>) =>
      ['a', path.replace('/objects/', '')].map(key => {
        const url = storage.urls.write({ ...grant, key, expiresAt: time + expiresInMs })
        return `${path}?${url.split('?').at(-1)}`
      })

    it.each(outside)('refuses %s, whatever was signed', async path => {
      await put('a', 'x')
      for (const target of signed(path, { method: 'GET' })) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await send(target, { method })
          expect([400, 403, 404]).toContain(answer.status)
          expect(answer.body.toString()).not.toContain('crown jewels')
        }
      }
    })

    it.each(outside)('writes nothing to %s', async path => {
      for (const target of signed(path, { method: 'PUT', bytes: 4, ...png })) {
        const answer = await send(target, { method: 'PUT', headers: typed, chunks: ['abcd'] })
        expect([400, 403, 404]).toContain(answer.status)
      }
      expect(await readdir(home)).toEqual(['objects', 'secret.txt'])
      expect(await readdir(folder)).toEqual(['.workshop'])
    })

    it('says that no object can have such a path', async () => {
      const answer = await send('/objects/..%2fsecret.txt')
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'INVALID_KEY'])
    })

    it('follows no link out of the folder', async () => {
      await put('outside/object', 'x')
      await rm(join(home, 'elsewhere'), { recursive: true, force: true })
      await mkdir(join(home, 'elsewhere'))
      const other = await openFolderStorage({ folder: join(home, 'elsewhere'), baseUrl, signingKey })
      await other.put('object', Buffer.from('stolen'), png)
      await symlink(join(home, 'elsewhere', 'object'), join(folder, 'file'))
      await symlink(join(home, 'elsewhere'), join(folder, 'directory'))

      for (const key of ['file', 'directory/object']) {
        expect((await send(await signedGet(key))).status).toBe(404)
        expect(await storage.get(key)).toBeUndefined()
      }
      const upload = await send(await signedPut('directory/new/object', 1), {
        method: 'PUT',
        headers: typed,
        chunks: ['x'],
      })
      expect(upload.status).toBe(400)
      await storage.deleteAll('directory/')
      await storage.delete('directory/object')
      await put('file', 'mine')
      expect(await readdir(join(home, 'elsewhere'))).toEqual(['.workshop', 'object'])
      expect(Buffer.from((await other.get('object')) ?? []).toString()).toBe('stolen')
    })

    it('keeps objects and folders apart', async () => {
      await put('a', 'x')
      await put('b/c', 'x')
      await expect(put('a/b', 'x')).rejects.toThrow(InvalidObjectKeyError)
      await expect(put('b', 'x')).rejects.toThrow(InvalidObjectKeyError)
      expect(await workshop()).toEqual([])
    })

    it('takes a file that is not whole for no object', async () => {
      await put('cut', 'a picture')
      await truncate(join(folder, 'cut'), 5)
      await writeFile(join(folder, 'foreign'), 'a file put here by hand')
      expect((await send(await signedGet('cut'))).status).toBe(404)
      expect((await send(await signedGet('foreign'))).status).toBe(404)
    })
  })

  describe('reading', () => {
    it('says how the bytes may be kept and that they may do nothing', async () => {
      await put('a', '<script>alert(1)</script>', 'text/html')
      time += 500
      const path = await signedGet('a')
      time += 30_000
      const { status, headers, body } = await send(path)
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'content-type': 'text/html',
        'content-length': '25',
        'cache-control': 'private, max-age=30',
        'access-control-allow-origin': '*',
        'content-security-policy': expect.stringContaining('sandbox'),
        'x-content-type-options': 'nosniff',
        etag: expect.stringMatching(/^"[\w-]+"$/),
      })
      expect(body.toString()).toBe('<script>alert(1)</script>')
    })

    it('answers HEAD with the same headers and no body', async () => {
      await put('a', 'picture')
      const path = await signedGet('a')
      const get = await send(path)
      const head = await send(path, { method: 'HEAD' })
      expect(head.status).toBe(200)
      expect(head.body).toHaveLength(0)
      for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
        expect(head.headers[name]).toBe(get.headers[name])
      }
    })

    it('does not send again what the client has', async () => {
      await put('a', 'picture')
      const path = await signedGet('a')
      const etag = (await send(path)).headers.etag ?? ''
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await send(path, { headers: { 'if-none-match': known } })
        expect(answer.status).toBe(304)
        expect(answer.body).toHaveLength(0)
        expect(answer.headers.etag).toBe(etag)
      }
      await put('a', 'another')
      const changed = await send(path, { headers: { 'if-none-match': etag } })
      expect([changed.status, changed.body.toString()]).toEqual([200, 'another'])
    })

    it('sends a large object whole, even when it is replaced and deleted meanwhile', async () => {
      const bytes = randomBytes(8_000_000)
      await storage.put('large', bytes, png)
      const path = await signedGet('large')
      const { promise, resolve } = Promise.withResolvers<Buffer>()
      const { port } = new URL(baseUrl)
      request({ host: '127.0.0.1', port, path, agent: false }, async response => {
        await put('large', 'replaced')
        await storage.delete('large')
        const parts: Buffer[] = []
        for await (const part of response) parts.push(part)
        resolve(Buffer.concat(parts))
      }).end()
      expect((await promise).equals(bytes)).toBe(true)
    })
  })

  describe('uploading', () => {
    it('keeps the bytes of a chunked body as well', async () => {
      const bytes = randomBytes(3_000_000)
      const path = await signedPut('a', bytes.length)
      const chunks = [bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]
      const answer = await send(path, { method: 'PUT', headers: typed, chunks })
      expect(answer.status).toBe(201)
      expect(Buffer.from((await storage.get('a')) ?? []).equals(bytes)).toBe(true)
      expect((await send(await signedGet('a'))).headers.etag).toBe(answer.headers.etag)
    })

    it('can be used once', async () => {
      const path = await signedPut('a', 3)
      expect((await send(path, { method: 'PUT', headers: typed, chunks: ['one'] })).status).toBe(201)
      const again = await send(path, { method: 'PUT', headers: typed, chunks: ['two'] })
      expect([again.status, errorOf(again).code]).toEqual([409, 'ALREADY_UPLOADED'])
      expect(Buffer.from((await storage.get('a')) ?? []).toString()).toBe('one')
    })

    it('lets one of many at the same time win', async () => {
      const path = await signedPut('a', 3)
      const texts = ['000', '111', '222', '333', '444', '555']
      const answers = await Promise.all(
        texts.map(text => send(path, { method: 'PUT', headers: typed, chunks: [text] })),
      )
      expect(answers.map(answer => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
      const winner = texts[answers.findIndex(answer => answer.status === 201)]
      expect(Buffer.from((await storage.get('a')) ?? []).toString()).toBe(winner)
      expect(await workshop()).toEqual([])
    })

    it.each([
      ['another content type', { 'content-type': 'text/html' }],
      ['a garbled content type', { 'content-type': 'garbage' }],
      ['no content type', {}],
    ])('refuses %s', async (_, headers) => {
      const answer = await send(await signedPut('a', 4), { method: 'PUT', headers, chunks: ['abcd'] })
      expect([400, 415]).toContain(answer.status)
      expect(errorOf(answer).message).not.toBe('')
      expect(await storage.get('a')).toBeUndefined()
    })

    it('refuses by its length a body that is too large, without waiting for it', async () => {
      const headers = { ...typed, 'content-length': 1_000_000_000 }
      const sending = send(await signedPut('a', 4), { method: 'PUT', headers, open: true })
      expect((await sending).status).toBe(413)
      sending.outgoing.destroy()
      expect(await workshop()).toEqual([])
    })

    it('refuses a chunked body as soon as it is too large, keeps nothing and ends the connection', async () => {
      const agent = new Agent({ keepAlive: true })
      const sending = send(await signedPut('a', 4), {
        method: 'PUT',
        headers: typed,
        chunks: ['abcd', 'e'],
        open: true,
        agent,
      })
      const ended = once(sending.outgoing, 'socket').then(([socket]) => once(socket, 'close'))
      const answer = await sending
      expect([answer.status, errorOf(answer).code]).toEqual([413, 'TOO_LARGE'])
      expect(await workshop()).toEqual([])
      expect(await storage.get('a')).toBeUndefined()
      await ended
    })

    it.each([
      ['told by its length', { ...typed, 'content-length': 3 }],
      ['found at its end', typed],
    ])('refuses a body that is too short, %s', async (_, headers) => {
      const answer = await send(await signedPut('a', 4), { method: 'PUT', headers, chunks: ['abc'] })
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'WRONG_LENGTH'])
      expect(await storage.get('a')).toBeUndefined()
      expect(await workshop()).toEqual([])
    })

    it('keeps nothing of an upload that is broken off, and takes it again', async () => {
      const path = await signedPut('a', 8)
      const sending = send(path, {
        method: 'PUT',
        headers: { ...typed, 'content-length': 8 },
        chunks: ['abcd'],
        open: true,
      })
      const broken = sending.catch(error => error)
      await vi.waitFor(async () => expect(await workshop()).toHaveLength(1))
      expect((await send(await signedGet('a'))).status).toBe(404)
      sending.outgoing.destroy()
      expect(await broken).toBeInstanceOf(Error)
      await vi.waitFor(async () => expect(await workshop()).toEqual([]))
      expect((await send(path, { method: 'PUT', headers: typed, chunks: ['abcdefgh'] })).status).toBe(201)
    })

    it('tells a client that has sent the whole body why it is refused', async () => {
      const response = await fetch((await storage.signPut('a', { expiresInMs, bytes: 4, ...png })).url, {
        method: 'PUT',
        headers: typed,
        body: 'a body of another length',
      })
      expect(response.status).toBe(413)
      expect(await response.json()).toMatchObject({ error: { code: 'TOO_LARGE' } })
    })

    it('allows browsers of any origin to upload and to read errors', async () => {
      const preflight = await send('/objects/a/b', {
        method: 'OPTIONS',
        headers: {
          origin: 'http://elsewhere',
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type',
        },
      })
      expect(preflight.status).toBe(204)
      expect(preflight.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': expect.stringContaining('PUT'),
        'access-control-allow-headers': expect.stringContaining('content-type'),
      })
      expect((await send('/objects/a')).headers['access-control-allow-origin']).toBe('*')
    })
  })

  it('clears what a process that died left half-written', async () => {
    const longAgo = new Date(Date.now() - 2 * 3_600_000)
    await writeFile(join(folder, '.workshop', 'dead'), 'half')
    await utimes(join(folder, '.workshop', 'dead'), longAgo, longAgo)
    await writeFile(join(folder, '.workshop', 'living'), 'half')
    await openFolderStorage({ folder, baseUrl, signingKey })
    expect(await workshop()).toEqual(['living'])
  })
})
