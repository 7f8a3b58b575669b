import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { utimes, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  type Endpoint,
  errorOf,
  expiresInMs,
  openEndpoint,
  png,
  typed,
} from '@atelier/testkit/platform/objectEndpoint.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFolderStorage } from './folderStorage.ts'

describe('the HTTP endpoint of the folder storage', () => {
  let at: Endpoint

  beforeEach(async () => {
    at = await openEndpoint()
  })
  afterEach(() => at.close())

  describe('reading', () => {
    it('says how the bytes may be kept and that they may do nothing', async () => {
      await at.put('a', '<script>alert(1)</script>', 'text/html')
      at.elapse(500)
      const path = await at.signedGet('a')
      at.elapse(30_000)
      const { status, headers, body } = await at.send(path)
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
      await at.put('a', 'picture')
      const path = await at.signedGet('a')
      const get = await at.send(path)
      const head = await at.send(path, { method: 'HEAD' })
      expect(head.status).toBe(200)
      expect(head.body).toHaveLength(0)
      for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
        expect(head.headers[name]).toBe(get.headers[name])
      }
    })

    it('does not send again what the client has', async () => {
      await at.put('a', 'picture')
      const path = await at.signedGet('a')
      const etag = (await at.send(path)).headers.etag ?? ''
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await at.send(path, { headers: { 'if-none-match': known } })
        expect(answer.status).toBe(304)
        expect(answer.body).toHaveLength(0)
        expect(answer.headers.etag).toBe(etag)
      }
      await at.put('a', 'another')
      const changed = await at.send(path, { headers: { 'if-none-match': etag } })
      expect([changed.status, changed.body.toString()]).toEqual([200, 'another'])
    })

    it('sends a large object whole, even when it is replaced and deleted meanwhile', async () => {
      const bytes = randomBytes(8_000_000)
      await at.storage.put('large', bytes, png)
      const path = await at.signedGet('large')
      const { promise, resolve } = Promise.withResolvers<Buffer>()
      request({ host: '127.0.0.1', port: at.port, path, agent: false }, async response => {
        await at.put('large', 'replaced')
        await at.storage.delete('large')
        const parts: Buffer[] = []
        for await (const part of response) parts.push(part)
        resolve(Buffer.concat(parts))
      }).end()
      expect((await promise).equals(bytes)).toBe(true)
    })
  })

  describe('uploading', () => {
    it.each([
      ['chunked', typed],
      ['of a told length', { ...typed, 'content-length': 3_000_000 }],
    ])('keeps the bytes of a body that is larger than JSON may be, %s', async (_, headers) => {
      const bytes = randomBytes(3_000_000)
      const path = await at.signedPut('a', bytes.length)
      const chunks = [bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]
      const answer = await at.send(path, { method: 'PUT', headers, chunks })
      expect(answer.status).toBe(201)
      expect(Buffer.from((await at.storage.get('a')) ?? []).equals(bytes)).toBe(true)
      expect((await at.send(await at.signedGet('a'))).headers.etag).toBe(answer.headers.etag)
    })

    it('can be used once', async () => {
      const path = await at.signedPut('a', 3)
      expect((await at.send(path, { method: 'PUT', headers: typed, chunks: ['one'] })).status).toBe(201)
      const again = await at.send(path, { method: 'PUT', headers: typed, chunks: ['two'] })
      expect([again.status, errorOf(again).code]).toEqual([409, 'ALREADY_UPLOADED'])
      expect(await at.text('a')).toBe('one')
    })

    it('lets one of many at the same time win', async () => {
      const path = await at.signedPut('a', 3)
      const texts = ['000', '111', '222', '333', '444', '555']
      const answers = await Promise.all(
        texts.map(text => at.send(path, { method: 'PUT', headers: typed, chunks: [text] })),
      )
      expect(answers.map(answer => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
      const winner = texts[answers.findIndex(answer => answer.status === 201)]
      expect(await at.text('a')).toBe(winner)
      expect(await at.unfinished()).toEqual([])
    })

    it.each([
      ['another content type', { 'content-type': 'text/html' }],
      ['a garbled content type', { 'content-type': 'garbage' }],
      ['no content type', {}],
    ])('refuses %s', async (_, headers) => {
      const answer = await at.send(await at.signedPut('a', 4), { method: 'PUT', headers, chunks: ['abcd'] })
      expect([400, 415]).toContain(answer.status)
      expect(errorOf(answer).message).not.toBe('')
      expect(await at.storage.get('a')).toBeUndefined()
    })

    it('refuses by its length a body that is too large, without waiting for it', async () => {
      const headers = { ...typed, 'content-length': 1_000_000_000 }
      const sending = at.send(await at.signedPut('a', 4), { method: 'PUT', headers, open: true })
      expect((await sending).status).toBe(413)
      sending.outgoing.destroy()
      expect(await at.unfinished()).toEqual([])
    })

    it('refuses a chunked body as soon as it is too large, keeps nothing and ends the connection', async () => {
      const agent = new Agent({ keepAlive: true })
      const sending = at.send(await at.signedPut('a', 4), {
        method: 'PUT',
        headers: typed,
        chunks: ['abcd', 'e'],
        open: true,
        agent,
      })
      const ended = once(sending.outgoing, 'socket').then(([socket]) => once(socket, 'close'))
      const answer = await sending
      expect([answer.status, errorOf(answer).code]).toEqual([413, 'TOO_LARGE'])
      expect(await at.unfinished()).toEqual([])
      expect(await at.storage.get('a')).toBeUndefined()
      await ended
    })

    it.each([
      ['told by its length', { ...typed, 'content-length': 3 }],
      ['found at its end', typed],
    ])('refuses a body that is too short, %s', async (_, headers) => {
      const answer = await at.send(await at.signedPut('a', 4), { method: 'PUT', headers, chunks: ['abc'] })
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'WRONG_LENGTH'])
      expect(await at.storage.get('a')).toBeUndefined()
      expect(await at.unfinished()).toEqual([])
    })

    it('keeps nothing of an upload that is broken off, and takes it again', async () => {
      const path = await at.signedPut('a', 8)
      const sending = at.send(path, {
        method: 'PUT',
        headers: { ...typed, 'content-length': 8 },
        chunks: ['abcd'],
        open: true,
      })
      const broken = sending.catch(error => error)
      await waitUntil(async () => expect(await at.unfinished()).toHaveLength(1))
      expect((await at.send(await at.signedGet('a'))).status).toBe(404)
      sending.outgoing.destroy()
      expect(await broken).toBeInstanceOf(Error)
      await waitUntil(async () => expect(await at.unfinished()).toEqual([]))
      expect((await at.send(path, { method: 'PUT', headers: typed, chunks: ['abcdefgh'] })).status).toBe(201)
    })

    it('tells a client that has sent the whole body why it is refused', async () => {
      const response = await fetch((await at.storage.signPut('a', { expiresInMs, bytes: 4, ...png })).url, {
        method: 'PUT',
        headers: typed,
        body: 'a body of another length',
      })
      expect(response.status).toBe(413)
      expect(await response.json()).toMatchObject({ error: { code: 'TOO_LARGE' } })
    })

    it('allows browsers of any origin to upload and to read errors', async () => {
      const preflight = await at.send('/objects/a/b', {
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
      expect((await at.send('/objects/a')).headers['access-control-allow-origin']).toBe('*')
    })
  })

  it('takes only so many uploads of one person at once, whatever their addresses, and goes on when one has ended', async () => {
    const headers = { ...typed, 'content-length': 8 }
    const begun = async (key: string) => {
      const sent = at.send(await at.signedPut(key, 8), { method: 'PUT', headers, chunks: ['abcd'], open: true })
      sent.catch(() => 'broken off')
      return sent.outgoing
    }
    const whole = async (key: string) =>
      (await at.send(await at.signedPut(key, 8), { method: 'PUT', headers, chunks: ['abcdefgh'] })).status
    const slow = []
    for (let i = 0; i < 8; i++) slow.push(await begun(`uploads/ada/${i % 4}`))
    await waitUntil(async () => expect(await at.unfinished()).toHaveLength(8))
    const refused = await at.send(await at.signedPut('uploads/ada/more', 8), {
      method: 'PUT',
      headers,
      chunks: ['abcdefgh'],
    })
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } })
    expect(await at.unfinished()).toHaveLength(8)
    expect(await whole('uploads/bob/0')).toBe(201)
    for (const outgoing of slow) outgoing.destroy()
    await waitUntil(async () => expect(await at.unfinished()).toEqual([]))
    await waitUntil(async () => expect([201, 409]).toContain(await whole('uploads/ada/more')))
  })

  it('clears what a process that died left half-written', async () => {
    const longAgo = new Date(Date.now() - 2 * 3_600_000)
    await writeFile(join(at.folder, '.workshop', 'dead'), 'half')
    await utimes(join(at.folder, '.workshop', 'dead'), longAgo, longAgo)
    await writeFile(join(at.folder, '.workshop', 'living'), 'half')
    await openFolderStorage({ folder: at.folder, baseUrl: at.baseUrl, signingKey: randomBytes(32) })
    expect(await at.unfinished()).toEqual(['living'])
  })

  it('clears at once what a process of this machine left that is gone, and leaves what others work on', async () => {
    const host = hostname().replaceAll(/[^\w-]/g, '_')
    const gone = spawn(process.execPath, ['--version'])
    await once(gone, 'exit')
    for (const name of [`${host}.${gone.pid}.a`, `${host}.${process.ppid}.b`, `elsewhere.${gone.pid}.c`]) {
      await writeFile(join(at.folder, '.workshop', name), 'half')
    }
    await openFolderStorage({ folder: at.folder, baseUrl: at.baseUrl, signingKey: randomBytes(32) })
    expect(await at.unfinished()).toEqual([`${host}.${process.ppid}.b`, `elsewhere.${gone.pid}.c`].sort())
  })
})
