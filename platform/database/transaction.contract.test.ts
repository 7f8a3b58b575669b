import { createTestDatabase, type TestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { DeadlockException, defineEntity, LockMode, p } from '@mikro-orm/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../adapters/openDatabase.ts'
import { createLogger } from '../log/logger.ts'
import type { Database, EntityManager } from './database.ts'
import { transaction } from './transaction.ts'

const Account = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  properties: { id: p.string().length(36).primary(), balance: p.integer() },
})

const { dialects, note } = await testDialects()

describe.each(dialects)(`a transaction on %s${note}`, dialect => {
  let place: TestDatabase
  let database: Database
  beforeAll(async () => {
    place = await createTestDatabase(dialect)
    const definition = { entities: [Account], migrations: { sqlite: [], mysql: [] } }
    database = await openDatabase(definition, { url: place.url, log: createLogger({ name: 'test', level: 'silent' }) })
    await database.orm.schema.create()
  })
  beforeEach(async () => {
    await database.fork().nativeDelete(Account, {})
    await database.fork().insertMany(Account, [
      { id: 'ada', balance: 100 },
      { id: 'bob', balance: 100 },
    ])
  })
  afterAll(async () => {
    await database.close()
    await place.remove()
  })

  const lock = (em: EntityManager, id: string) =>
    em.findOneOrFail(Account, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })

  const balances = async () => {
    const rows = await database.fork().find(Account, {}, { orderBy: { id: 'asc' } })
    return rows.map(row => row.balance)
  }

  /** Locks the two in this order; at the first try, the second one only when others have got as far. */
  const move = (from: string, to: string, meet: () => Promise<void>) =>
    transaction(database, async em => {
      const giver = await lock(em, from)
      await meet()
      const taker = await lock(em, to)
      giver.balance -= 1
      taker.balance += 1
    })

  it('that stands in the way of another one is repeated, so that both come through', async () => {
    // SQLite has but one transaction at a time.
    const meet = meetingOf(dialect === 'MySQL' ? 2 : 1)
    await Promise.all([move('ada', 'bob', meet), move('bob', 'ada', meet)])
    expect(await balances()).toEqual([100, 100])
  })

  it('loses no update of many at once', async () => {
    const add = () =>
      transaction(database, async em => {
        const account = await lock(em, 'ada')
        account.balance += 1
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await balances()).toEqual([120, 100])
  })

  it('that always fails in this way is given up after three tries, and leaves nothing behind', async () => {
    let tries = 0
    const failing = transaction(database, async em => {
      tries++
      ;(await lock(em, 'ada')).balance = 0
      await em.flush()
      throw new DeadlockException(new Error('again'))
    })
    await expect(failing).rejects.toThrow(DeadlockException)
    expect(tries).toBe(3)
    expect(await balances()).toEqual([100, 100])
  })

  it('that fails in any other way is not repeated', async () => {
    let tries = 0
    const failing = transaction(database, async () => {
      tries++
      throw new Error('a fault')
    })
    await expect(failing).rejects.toThrow('a fault')
    expect(tries).toBe(1)
  })
})

/** Lets nobody pass before so many have come. */
function meetingOf(size: number): () => Promise<void> {
  const all = Promise.withResolvers<void>()
  let come = 0
  return () => {
    if (++come >= size) all.resolve()
    return all.promise
  }
}
