import { createTestDatabase, type TestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../adapters/openDatabase.ts'
import type { Database } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import { type Connection, findPage } from './connection.ts'
import { findGroupPages } from './groupPages.ts'

const Picture = defineEntity({
  name: 'Picture',
  tableName: 'pictures',
  properties: {
    id: p.integer().primary(),
    albumId: p.string().length(36),
    title: p.string().length(100),
    takenAt: p.datetime(3),
    tags: p.json<string[]>(),
  },
})
type Picture = InferEntity<typeof Picture>

const { dialects, note } = await testDialects()

describe.each(dialects)(`on %s${note}`, dialect => {
  let place: TestDatabase
  let database: Database
  const queries: string[] = []

  beforeAll(async () => {
    place = await createTestDatabase(dialect)
    database = await openDatabase(
      { entities: [Picture], migrations: { sqlite: [], mysql: [] } },
      {
        url: place.url,
        log: createLogger({ name: 'test', level: 'silent' }),
        onQuery: sql => queries.push(sql),
      },
    )
    await database.orm.schema.create()
    const em = database.fork()
    for (let id = 1; id <= 12; id++) {
      em.persist(
        em.create(Picture, {
          id,
          albumId: id % 3 === 0 ? 'a' : 'b',
          title: id <= 6 ? 'same' : `title ${id}`,
          takenAt: new Date(2026, 0, id),
          tags: [`n${id}`],
        }),
      )
    }
    await em.flush()
  })

  afterAll(async () => {
    await database.close()
    await place.remove()
  })

  beforeEach(() => {
    queries.length = 0
  })

  const ids = (connection: Connection<Picture> | undefined) => connection?.nodes.map(node => node.id)

  describe('a page of a list', () => {
    const titles = (page: { first?: number; after?: string | null }) =>
      findPage(database.fork(), Picture, { where: { albumId: 'b' }, orderBy: { title: 'asc', id: 'desc' }, page })

    it('follows another one without gap or repetition, also where sort keys are equal', async () => {
      const seen: number[] = []
      let after: string | null = null
      do {
        const page: Connection<Picture> = await titles({ first: 3, after })
        seen.push(...page.nodes.map(node => node.id))
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
      } while (after)
      expect(seen).toEqual([5, 4, 2, 1, 10, 11, 7, 8])
    })

    it('follows another one by time', async () => {
      const byTime = (after: string | null) =>
        findPage(database.fork(), Picture, {
          where: {},
          orderBy: { takenAt: 'desc', id: 'desc' },
          page: { first: 5, after },
        })
      const first = await byTime(null)
      expect(ids(first)).toEqual([12, 11, 10, 9, 8])
      expect(ids(await byTime(first.pageInfo.endCursor))).toEqual([7, 6, 5, 4, 3])
    })

    it('shifts nothing when a row before it disappears', async () => {
      const first = await titles({ first: 2 })
      const em = database.fork()
      await em.nativeDelete(Picture, { id: 5 })
      expect(ids(await titles({ first: 2, after: first.pageInfo.endCursor }))).toEqual([2, 1])
      await em.insert(Picture, { id: 5, albumId: 'b', title: 'same', takenAt: new Date(2026, 0, 5), tags: ['n5'] })
    })

    it('counts the whole list only when asked', async () => {
      const page = await titles({ first: 2 })
      expect(queries).toHaveLength(1)
      expect(typeof page.totalCount === 'function' && (await page.totalCount())).toBe(8)
    })

    it.each([0, 101, -1])('refuses a page of %i', async first => {
      await expect(titles({ first })).rejects.toThrow('first must be between 1 and 100.')
    })

    it.each(['nonsense', 'W10=', 'eyJhIjoxfQ==', 'W3t9LDFd'])('refuses the cursor %s', async after => {
      await expect(titles({ after })).rejects.toThrow('after must be a cursor of this list')
    })

    it('refuses the cursor of the other direction, and of another list of the same rows', async () => {
      const list = (direction: 'asc' | 'desc', after?: string | null, name?: string) =>
        findPage(database.fork(), Picture, {
          where: {},
          orderBy: { id: direction },
          page: { first: 1, after },
          ...(name && { list: name }),
        })
      const after = (await list('asc')).pageInfo.endCursor
      expect(ids(await list('asc', after))).toEqual([2])
      await expect(list('desc', after)).rejects.toThrow('after must be a cursor of this list')
      await expect(list('asc', after, 'another')).rejects.toThrow('after must be a cursor of this list')
    })

    it('refuses the cursor of another order, whose key is no point in time', async () => {
      const after = (await titles({ first: 1 })).pageInfo.endCursor
      const byTime = findPage(database.fork(), Picture, {
        where: {},
        orderBy: { takenAt: 'asc', id: 'asc' },
        page: { after },
      })
      await expect(byTime).rejects.toThrow('after must be a cursor of this list')
    })
  })

  describe('pages of many parents', () => {
    const pages = (page: { first?: number; after?: string | null }) =>
      findGroupPages(database.fork(), {
        entity: Picture,
        groupBy: 'albumId',
        groups: ['a', 'b', 'empty'],
        newestBy: 'id',
        where: { id: { $gt: 1 } },
        page,
      })

    it('come from one query, newest first, each parent with its own', async () => {
      const found = await pages({ first: 2 })
      expect(queries).toHaveLength(1)
      expect(ids(found.get('a'))).toEqual([12, 9])
      expect(ids(found.get('b'))).toEqual([11, 10])
      expect(ids(found.get('empty'))).toEqual([])
      expect(found.get('a')?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
      expect(found.get('empty')?.pageInfo).toMatchObject({ hasNextPage: false, endCursor: null })
    })

    it('give rows as the entity has them', async () => {
      const [row] = (await pages({ first: 1 })).get('a')?.nodes ?? []
      expect(row?.takenAt).toEqual(new Date(2026, 0, 12))
      expect(row?.tags).toEqual(['n12'])
    })

    it('go on after a cursor', async () => {
      const first = await pages({ first: 2 })
      const next = await pages({ first: 10, after: first.get('a')?.pageInfo.endCursor })
      expect(ids(next.get('a'))).toEqual([6, 3])
    })

    it('go on for the parent whose cursor it is alone', async () => {
      const first = await pages({ first: 2 })
      const next = await pages({ after: first.get('b')?.pageInfo.endCursor })
      expect([...next.keys()]).toEqual(['b'])
    })

    it.each(['nonsense', '', 'W10='])('refuse the cursor "%s"', async after => {
      await expect(pages({ after })).rejects.toThrow('after must be a cursor of this list')
    })

    it('refuse the cursor of a list of the same rows', async () => {
      const page = await findPage(database.fork(), Picture, { where: {}, orderBy: { id: 'desc' }, page: {} })
      await expect(pages({ after: page.pageInfo.startCursor })).rejects.toThrow('after must be a cursor of this list')
    })

    it('count all parents by one query', async () => {
      const found = await pages({ first: 1 })
      queries.length = 0
      const counts = await Promise.all(
        ['a', 'b', 'empty'].map(group => {
          const count = found.get(group)?.totalCount
          return typeof count === 'function' ? count() : count
        }),
      )
      expect(counts).toEqual([4, 7, 0])
      expect(queries).toHaveLength(1)
    })
  })
})
