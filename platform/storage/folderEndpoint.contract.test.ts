import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Endpoint,
  errorOf,
  expiresInMs,
  openEndpoint,
  png,
  typed,
} from '@atelier/testkit/platform/objectEndpoint.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFolderStorage } from './folderStorage.ts'
import { InvalidObjectKeyError } from './objectStorage.ts'
import type { ReadGrant, WriteGrant } from './signedUrls.ts'

describe('the HTTP endpoint of the folder storage, attacked', () => {
  let at: Endpoint

  beforeEach(async () => {
    at = await openEndpoint()
  })
  afterEach(() => at.close())

  describe('signatures', () => {
    it('refuses a request without one', async () => {
      await at.put('a', 'x')
      const answer = await at.send('/objects/a')
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
      await at.put('a', 'x')
      const path = await at.signedGet('a')
      expect((await at.send(path)).status).toBe(200)
      expect((await at.send(forge(path))).status).toBe(403)
    })

    it('refuses one made with another key', async () => {
      await at.put('a', 'x')
      const stranger = await openFolderStorage({ folder: at.folder, baseUrl: at.baseUrl, signingKey: randomBytes(32) })
      const { url } = await stranger.signGet('a', { expiresInMs })
      expect((await fetch(url)).status).toBe(403)
    })

    it('is good until its last millisecond and tells what to do after', async () => {
      await at.put('a', 'x')
      const path = await at.signedGet('a')
      at.elapse(expiresInMs - 1)
      expect((await at.send(path)).status).toBe(200)
      at.elapse(1)
      const answer = await at.send(path)
      expect(answer.status).toBe(403)
      expect(errorOf(answer)).toEqual({ code: 'URL_EXPIRED', message: expect.stringContaining('new one') })
    })

    it.each([
      ['bytes', /bytes=4/, 'bytes=400'],
      ['content type', /type=image%2Fpng/, 'type=text%2Fhtml'],
    ])('vouches for the %s of an upload', async (_, what, forged) => {
      const path = await at.signedPut('a', 4)
      expect(path).toMatch(what)
      const answer = await at.send(path.replace(what, forged), { method: 'PUT', headers: typed, chunks: ['abcd'] })
      expect(answer.status).toBe(403)
      expect(await at.storage.get('a')).toBeUndefined()
    })

    it('of an upload does not allow reading', async () => {
      await at.put('a', 'x')
      const path = await at.signedPut('a', 4)
      expect((await at.send(path)).status).toBe(403)
      expect((await at.send(path, { method: 'HEAD' })).status).toBe(403)
    })

    it('needs a signing key worth the name', async () => {
      await expect(openFolderStorage({ folder: at.folder, baseUrl: at.baseUrl, signingKey: 'short' })).rejects.toThrow(
        RangeError,
      )
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
        const url = at.storage.urls.write({ ...grant, key, expiresAt: at.now() + expiresInMs })
        return `${path}?${url.split('?').at(-1)}`
      })

    it.each(outside)('refuses %s, whatever was signed', async path => {
      await at.put('a', 'x')
      for (const target of signed(path, { method: 'GET' })) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await at.send(target, { method })
          expect([400, 403, 404]).toContain(answer.status)
          expect(answer.body.toString()).not.toContain('crown jewels')
        }
      }
    })

    it.each(outside)('writes nothing to %s', async path => {
      for (const target of signed(path, { method: 'PUT', bytes: 4, ...png })) {
        const answer = await at.send(target, { method: 'PUT', headers: typed, chunks: ['abcd'] })
        expect([400, 403, 404]).toContain(answer.status)
      }
      expect(await readdir(at.home)).toEqual(['objects', 'secret.txt'])
      expect(await readdir(at.folder)).toEqual(['.workshop'])
    })

    it('says that no object can have such a path', async () => {
      const answer = await at.send('/objects/..%2fsecret.txt')
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'INVALID_KEY'])
    })

    it('follows no link out of the folder', async () => {
      await at.put('outside/object', 'x')
      await mkdir(join(at.home, 'elsewhere'))
      const other = await openFolderStorage({
        folder: join(at.home, 'elsewhere'),
        baseUrl: at.baseUrl,
        signingKey: randomBytes(32),
      })
      await other.put('object', Buffer.from('stolen'), png)
      await symlink(join(at.home, 'elsewhere', 'object'), join(at.folder, 'file'))
      await symlink(join(at.home, 'elsewhere'), join(at.folder, 'directory'))

      for (const key of ['file', 'directory/object']) {
        expect((await at.send(await at.signedGet(key))).status).toBe(404)
        expect(await at.storage.get(key)).toBeUndefined()
      }
      const upload = await at.send(await at.signedPut('directory/new/object', 1), {
        method: 'PUT',
        headers: typed,
        chunks: ['x'],
      })
      expect(upload.status).toBe(400)
      await at.storage.deleteAll('directory/')
      await at.storage.delete('directory/object')
      await at.put('file', 'mine')
      expect(await readdir(join(at.home, 'elsewhere'))).toEqual(['.workshop', 'object'])
      expect(Buffer.from((await other.get('object')) ?? []).toString()).toBe('stolen')
    })

    it('keeps objects and folders apart', async () => {
      await at.put('a', 'x')
      await at.put('b/c', 'x')
      await expect(at.put('a/b', 'x')).rejects.toThrow(InvalidObjectKeyError)
      await expect(at.put('b', 'x')).rejects.toThrow(InvalidObjectKeyError)
      expect(await at.unfinished()).toEqual([])
    })

    it('takes a file that is not whole for no object', async () => {
      await at.put('cut', 'a picture')
      await truncate(join(at.folder, 'cut'), 5)
      await writeFile(join(at.folder, 'foreign'), 'a file put here by hand')
      await at.put('holed', 'a picture')
      const whole = await readFile(join(at.folder, 'holed'))
      await writeFile(join(at.folder, 'holed'), whole.subarray(1))
      for (const key of ['cut', 'foreign', 'holed']) {
        expect((await at.send(await at.signedGet(key))).status).toBe(404)
      }
    })
  })
})
