import { adapters, type Opened } from '@atelier/testkit/platform/storageAdapters.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InvalidObjectKeyError, type ObjectStorage } from './objectStorage.ts'

const png = { contentType: 'image/png' }
const bytesOf = (text: string) => new TextEncoder().encode(text)
const expiresInMs = 60_000

describe.each(adapters)('object storage over $name', ({ open }) => {
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

  describe('objects', () => {
    it('gives back the bytes and the facts', async () => {
      const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256)
      await storage.put('tasks/1/0.png', bytes, png)
      expect(Buffer.from((await storage.get('tasks/1/0.png')) ?? []).equals(bytes)).toBe(true)
      expect(await storage.info('tasks/1/0.png')).toEqual({ key: 'tasks/1/0.png', bytes: 100_000, ...png })
    })

    it('keeps an empty object', async () => {
      await storage.put('empty', new Uint8Array(), png)
      expect(await storage.get('empty')).toHaveLength(0)
      const { url } = await storage.signGet('empty', { expiresInMs })
      expect(await (await fetch(url)).text()).toBe('')
    })

    it.each(['none', 'tasks', 'tasks/1', 'tasks/1/0.png/more'])('has nothing under %s', async key => {
      await storage.put('tasks/1/0.png', bytesOf('there'), png)
      expect(await storage.get(key)).toBeUndefined()
      expect(await storage.info(key)).toBeUndefined()
    })

    it('replaces the bytes and the content type together', async () => {
      await storage.put('a', bytesOf('old and longer'), png)
      await storage.put('a', bytesOf('new'), { contentType: 'text/plain' })
      expect(await textOf('a')).toBe('new')
      expect(await storage.info('a')).toEqual({ key: 'a', bytes: 3, contentType: 'text/plain' })
    })

    it('shows whole objects only while they are replaced', async () => {
      const versions = ['a', 'b', 'c'].map(letter => letter.repeat(200_000))
      await storage.put('a', bytesOf(versions[0]!), png)
      const writing = Promise.all(versions.flatMap(version => [storage.put('a', bytesOf(version), png)]))
      const seen = await Promise.all(Array.from({ length: 30 }, () => textOf('a')))
      await writing
      expect(seen.every(text => text !== undefined && versions.includes(text))).toBe(true)
    })

    it('deletes one object and no other', async () => {
      await storage.put('a/1', bytesOf('1'), png)
      await storage.put('a/2', bytesOf('2'), png)
      await storage.delete('a/1')
      await storage.delete('a/1')
      await storage.delete('a')
      expect([await textOf('a/1'), await textOf('a/2')]).toEqual([undefined, '2'])
    })

    it('lists all objects under a prefix and no other, and when they were put', async () => {
      const keys = ['tasks/1/1/0.png', 'tasks/1/2/0.png', 'tasks/10/1/0.png', 'tasks/2/1/0.png']
      for (const key of keys) await storage.put(key, bytesOf(key), png)
      const of = async (prefix: string) => (await Array.fromAsync(storage.list(prefix))).map(({ key }) => key).sort()
      expect(await of('tasks/1/')).toEqual(keys.slice(0, 2))
      expect(await of('tasks/')).toEqual(keys)
      expect(await of('unknown/')).toEqual([])
      await storage.delete('tasks/1/1/0.png')
      expect(await of('tasks/1/')).toEqual(keys.slice(1, 2))
      const [listed] = await Array.fromAsync(storage.list('tasks/2/'))
      // Servers round to whole seconds, and their clocks are their own.
      expect(Math.abs((listed?.putAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    })

    it('can be told to remove what was left behind, and keeps every object', async () => {
      await storage.put('tasks/1/1/0.png', bytesOf('there'), png)
      await storage.removeLeftovers()
      expect(await textOf('tasks/1/1/0.png')).toBe('there')
    })

    it('deletes all objects under a prefix and no other', async () => {
      const keys = ['tasks/1/1/0.png', 'tasks/1/2/0.png', 'tasks/10/1/0.png', 'tasks/2/1/0.png']
      for (const key of keys) await storage.put(key, bytesOf(key), png)
      await storage.deleteAll('tasks/1/')
      await storage.deleteAll('tasks/unknown/')
      expect(await Promise.all(keys.map(textOf))).toEqual([undefined, undefined, keys[2], keys[3]])
    })

    it('takes writes under a prefix while it is deleted', async () => {
      let writing = true
      const deletions = (async () => {
        while (writing) await storage.deleteAll('a/')
      })()
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let index = 0; index < 50; index++) await storage.put(`a/b/c/d/${writer}-${index}`, bytesOf('x'), png)
      })
      const written = await Promise.allSettled(writers)
      writing = false
      await deletions
      expect(written.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'))
    })
  })

  it('answers a ping', async () => {
    await expect(storage.ping()).resolves.toBeUndefined()
  })

  describe('keys', () => {
    it.each([
      ['a'.repeat(200)],
      [[200, 200, 110].map(length => 'a'.repeat(length)).join('/')],
      ['0197-x/_.a'],
      ['A_b-c.d'],
    ])('takes %s', async key => {
      await storage.put(key, bytesOf('taken'), png)
      expect(await textOf(key)).toBe('taken')
      const { url } = await storage.signGet(key, { expiresInMs })
      expect(await (await fetch(url)).text()).toBe('taken')
    })

    it.each(
      [
        '',
        '/',
        '/a',
        'a/',
        'a//b',
        '.',
        '..',
        '../a',
        'a/../b',
        '.hidden',
        'a/.b',
        'a\\b',
        'a\0b',
        'a b',
        'ü',
        'a%2fb',
      ].concat('a'.repeat(201), ['a'.repeat(200), 'b'.repeat(200), 'c'.repeat(111)].join('/'), 'a\n'),
    )('refuses %j everywhere', async key => {
      const put = { expiresInMs, bytes: 1, ...png }
      for (const attempt of [
        storage.put(key, bytesOf('x'), png),
        storage.get(key),
        storage.info(key),
        storage.delete(key),
        storage.deleteAll(`${key}/`),
        storage.signGet(key, { expiresInMs }),
        storage.signPut(key, put),
      ]) {
        await expect(attempt).rejects.toThrow(InvalidObjectKeyError)
      }
    })

    it.each(['', 'a', 'a/b'])('refuses to delete all under %j, which does not end in a slash', async prefix => {
      await expect(storage.deleteAll(prefix)).rejects.toThrow(InvalidObjectKeyError)
    })
  })

  it.each(['', 'png', 'image/png\r\nx: y', 'image/png; a=b\n', `image/${'x'.repeat(200)}`])(
    'refuses the content type %j',
    async contentType => {
      await expect(storage.put('a', bytesOf('x'), { contentType })).rejects.toThrow(TypeError)
      await expect(storage.signPut('a', { contentType, bytes: 1, expiresInMs })).rejects.toThrow(TypeError)
    },
  )
})
