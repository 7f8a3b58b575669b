import { adapters, type Opened } from '@atelier/testkit/platform/storageAdapters.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStorage } from './objectStorage.ts'

const png = { contentType: 'image/png' }
const bytesOf = (text: string) => new TextEncoder().encode(text)
const expiresInMs = 60_000

describe.each(adapters)('signed requests to object storage over $name', ({ open }) => {
  let opened: Opened
  let storage: ObjectStorage

  beforeEach(async () => {
    opened = await open()
    storage = opened.storage
  })
  afterEach(() => opened.close())

  const textOf = async (key: string) => {
    const bytes = await storage.get(key)
    return bytes && new TextDecoder().decode(bytes)
  }

  it('gives the bytes to whoever holds a signed GET', async () => {
    await storage.put('a/b.png', bytesOf('picture'), png)
    const { url, headers } = await storage.signGet('a/b.png', { expiresInMs })
    const response = await fetch(url, { headers })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('content-length')).toBe('7')
    expect(await response.text()).toBe('picture')
  })

  it('answers a signed GET of nothing with 404', async () => {
    const { url } = await storage.signGet('a/b.png', { expiresInMs })
    expect((await fetch(url)).status).toBe(404)
  })

  it('takes the bytes from whoever holds a signed PUT', async () => {
    const body = bytesOf('uploaded')
    const { url, headers } = await storage.signPut('uploads/1', { expiresInMs, bytes: body.length, ...png })
    expect((await fetch(url, { method: 'PUT', headers, body })).ok).toBe(true)
    expect(await textOf('uploads/1')).toBe('uploaded')
    expect(await storage.info('uploads/1')).toEqual({ key: 'uploads/1', bytes: 8, ...png })
  })

  it('takes one upload where there is nothing yet, and never another', async () => {
    const { url, headers } = await storage.signPut('uploads/1', { expiresInMs, bytes: 1, ...png })
    const bodies = ['a', 'b', 'c', 'd']
    const answers = await Promise.all(bodies.map(body => fetch(url, { method: 'PUT', headers, body })))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await textOf('uploads/1')).toBe(bodies[answers.findIndex(({ ok }) => ok)])
    expect((await fetch(url, { method: 'PUT', headers, body: 'e' })).ok).toBe(false)
    await storage.put('b', bytesOf('present'), png)
    const other = await storage.signPut('b', { expiresInMs, bytes: 1, ...png })
    expect((await fetch(other.url, { method: 'PUT', headers: other.headers, body: 'e' })).ok).toBe(false)
    expect(await textOf('b')).toBe('present')
  })

  it('lets pages of any site read and upload', async () => {
    const { url, headers } = await storage.signPut('uploads/1', { expiresInMs, bytes: 1, ...png })
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': Object.keys(headers).sort().join(','),
      },
    })
    expect(preflight.ok).toBe(true)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase() ?? ''
    for (const name of Object.keys(headers)) expect(allowed).toContain(name)
    const anyone = (answer: Response) => answer.headers.get('access-control-allow-origin')
    const origin = { origin: 'https://app.example' }
    expect(['*', origin.origin]).toContain(anyone(preflight))
    const upload = await fetch(url, { method: 'PUT', headers: { ...headers, ...origin }, body: 'x' })
    expect([upload.ok, ['*', origin.origin].includes(anyone(upload) ?? '')]).toEqual([true, true])
    const download = await fetch((await storage.signGet('uploads/1', { expiresInMs })).url, { headers: origin })
    expect([download.ok, ['*', origin.origin].includes(anyone(download) ?? '')]).toEqual([true, true])
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 8 * 86_400_000])(
    'refuses to sign for %d milliseconds',
    async expiresInMs => {
      await expect(storage.signGet('a', { expiresInMs })).rejects.toThrow(RangeError)
      await expect(storage.signPut('a', { expiresInMs, bytes: 1, ...png })).rejects.toThrow(RangeError)
    },
  )

  it.each([-1, 0.5, Number.NaN])('refuses to sign an upload of %d bytes', async bytes => {
    await expect(storage.signPut('a', { expiresInMs, bytes, ...png })).rejects.toThrow(RangeError)
  })

  it('takes an upload of nothing', async () => {
    const { url, headers } = await storage.signPut('uploads/1', { expiresInMs, bytes: 0, ...png })
    expect((await fetch(url, { method: 'PUT', headers })).ok).toBe(true)
    expect(await storage.info('uploads/1')).toEqual({ key: 'uploads/1', bytes: 0, ...png })
  })

  it('refuses a GET whose time has passed', async () => {
    await storage.put('a', bytesOf('picture'), png)
    const { url } = await storage.signGet('a', { expiresInMs: 1_000 })
    await opened.elapse(2_000)
    expect((await fetch(url)).status).toBe(403)
  })

  it('refuses a PUT whose time has passed', async () => {
    const { url, headers } = await storage.signPut('a', { expiresInMs: 1_000, bytes: 1, ...png })
    await opened.elapse(2_000)
    expect((await fetch(url, { method: 'PUT', headers, body: 'x' })).status).toBe(403)
    expect(await storage.get('a')).toBeUndefined()
  })

  it('refuses a signature for another object', async () => {
    await storage.put('mine', bytesOf('mine'), png)
    await storage.put('secret', bytesOf('secret'), png)
    const { url } = await storage.signGet('mine', { expiresInMs })
    expect((await fetch(url.replace('mine', 'secret'))).status).toBe(403)
  })

  it('refuses a signed GET as a PUT', async () => {
    const { url } = await storage.signGet('a', { expiresInMs })
    expect((await fetch(url, { method: 'PUT', headers: { 'content-type': 'image/png' }, body: 'x' })).ok).toBe(false)
    expect(await storage.get('a')).toBeUndefined()
  })

  it('takes no body of another size or content type', async () => {
    const { url, headers } = await storage.signPut('a', { expiresInMs, bytes: 4, ...png })
    const attempts: RequestInit[] = [
      { headers, body: 'too long' },
      { headers, body: 'abc' },
      { headers: { 'content-type': 'text/html' }, body: 'abcd' },
    ]
    for (const attempt of attempts) expect((await fetch(url, { method: 'PUT', ...attempt })).ok).toBe(false)
    expect(await storage.get('a')).toBeUndefined()
  })
})
