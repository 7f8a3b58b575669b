import { fullScansOf, statementsOf } from '@atelier/testkit/platform/queryPlans.ts'
import { createTestClock } from '@atelier/testkit/platform/testPorts.ts'
import { createTestDatabase, type TestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../adapters/openDatabase.ts'
import { type EventBus, UndeliverableError } from '../bus/eventBus.ts'
import { createInProcessBus } from '../bus/inProcessBus.ts'
import type { BusMessage } from '../bus/message.ts'
import type { Database, DatabaseDefinition } from '../database/database.ts'
import { newId } from '../ids/ids.ts'
import { createLogger } from '../log/logger.ts'
import { createOutbox } from './outbox.ts'
import { OutboxMessage } from './outboxMessage.ts'
import { createOutboxRelay, OutboxCommits, type OutboxRelay, type RelayOptions } from './relay.ts'

const log = createLogger({ name: 'test', level: 'silent' })
const clock = createTestClock()
const letters = { name: 'letters', schema: z.object({ n: z.number() }) }
const outbox = createOutbox({ clock })
const definition: DatabaseDefinition = { entities: [OutboxMessage], migrations: { sqlite: [], mysql: [] } }

const { dialects, note } = await testDialects()

describe.each(dialects)(`the outbox on %s${note}`, dialect => {
  let place: TestDatabase
  let database: Database
  let bus: EventBus
  let commits: OutboxCommits
  let relay: OutboxRelay | undefined
  let heard: BusMessage[]

  beforeEach(async () => {
    commits = new OutboxCommits()
    place = await createTestDatabase(dialect)
    database = await openDatabase(definition, { url: place.url, log, subscribers: [commits] })
    await database.orm.schema.create()
    bus = createInProcessBus({ log })
    heard = []
    await bus.subscribe({ topic: 'letters', group: 'g', handle: async message => void heard.push(message) })
  })

  afterEach(async () => {
    await relay?.stop()
    await bus.close()
    await database.close()
    await place.remove()
  })

  const write = (n: number) =>
    database.fork().transactional(async em => outbox.add(em, letters, { key: `k${n}`, value: { n } }))
  const waiting = () => database.fork().count(OutboxMessage)
  const startRelay = (options: Partial<RelayOptions> = {}) => {
    relay = createOutboxRelay({
      database,
      bus,
      clock,
      log,
      commits,
      topics: ['letters'],
      pollMs: 60_000,
      singleInstance: true,
      ...options,
    })
    relay.start()
  }
  const heardNumbers = () => heard.map(message => JSON.parse(message.value).n)

  it('sends what was committed, in order, and forgets it then', async () => {
    await write(1)
    startRelay()
    await write(2)
    await write(3)
    await waitUntil(() => expect(heardNumbers()).toEqual([1, 2, 3]))
    await waitUntil(async () => expect(await waiting()).toBe(0))
    expect(heard[0]?.headers.timestamp).toBeDefined()
  })

  it('sends nothing of a transaction that was rolled back', async () => {
    startRelay()
    const failing = database.fork().transactional(async em => {
      outbox.add(em, letters, { key: 'k', value: { n: 1 } })
      await em.flush()
      throw new Error('changed our mind')
    })
    await expect(failing).rejects.toThrow('changed our mind')
    await write(2)
    await waitUntil(() => expect(heardNumbers()).toEqual([2]))
  })

  it('refuses a message that is not of its topic before anything is written', async () => {
    const wrong = database
      .fork()
      .transactional(async em => outbox.add(em, letters, { key: 'k', value: { n: 'one' } as never }))
    await expect(wrong).rejects.toThrow(z.ZodError)
    expect(await waiting()).toBe(0)
  })

  it('keeps its messages while the bus is away and sends them in order when it is back', async () => {
    let away = true
    const flaky: EventBus = {
      ...bus,
      publish: async messages => {
        if (away) throw new Error('broker away')
        await bus.publish(messages)
      },
    }
    startRelay({ bus: flaky, pollMs: 10 })
    await write(1)
    await write(2)
    await waitUntil(async () => {
      const rows = await database.fork().find(OutboxMessage, {}, { orderBy: { id: 'asc' } })
      expect(rows[0]?.failures).toBeGreaterThan(0)
    })
    expect(heard).toEqual([])
    away = false
    clock.advance(60_000)
    await waitUntil(() => expect(heardNumbers()).toEqual([1, 2]))
  })

  it('takes up at once what a killed process had in hand', async () => {
    await write(1)
    await database.fork().nativeUpdate(OutboxMessage, {}, { availableAt: new Date(clock.now().getTime() + 30_000) })
    startRelay({ singleInstance: true })
    await waitUntil(() => expect(heardNumbers()).toEqual([1]))
  })

  it('leaves alone what another relay has in hand', async () => {
    await write(1)
    await database.fork().nativeUpdate(OutboxMessage, {}, { availableAt: new Date(clock.now().getTime() + 30_000) })
    startRelay({ singleInstance: false, pollMs: 5 })
    // Real time: ten polls of the relay, of which none may take the message.
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(heard).toEqual([])
    clock.advance(31_000)
    await waitUntil(() => expect(heardNumbers()).toEqual([1]))
  })

  it('puts aside what can never be sent and goes on with the rest', async () => {
    const picky: EventBus = {
      ...bus,
      publish: async messages => {
        if (messages.some(message => message.key === 'k2')) throw new UndeliverableError('too large')
        await bus.publish(messages)
      },
    }
    const discarded: string[] = []
    await write(1)
    await write(2)
    await write(3)
    startRelay({ bus: picky, onUndeliverable: async (_, message, reason) => void discarded.push(message.key, reason) })
    await waitUntil(() => expect(heardNumbers()).toEqual([1, 3]))
    await waitUntil(async () => expect(await waiting()).toBe(0))
    expect(discarded).toEqual(['k2', 'too large'])
  })

  it('removes rows in the same transaction as what their sending means', async () => {
    let failing = true
    startRelay({
      pollMs: 5,
      onPublished: async () => {
        if (failing) throw new Error('crashed between')
      },
    })
    await write(1)
    await waitUntil(() => expect(heardNumbers()).toEqual([1]))
    expect(await waiting()).toBe(1)
    failing = false
    clock.advance(60_000)
    await waitUntil(async () => expect(await waiting()).toBe(0))
  })

  it('sends each message once and in order when several relays work on it', async () => {
    for (let n = 0; n < 60; n++) await write(n)
    // One process has a file to itself; of a server's database each replica has connections of its own.
    const replicas =
      dialect === 'MySQL' ? await Promise.all([1, 2].map(() => openDatabase(definition, { url: place.url, log }))) : []
    const relays = [database, ...replicas].map(one =>
      createOutboxRelay({ database: one, bus, clock, log, commits, topics: ['letters'], pollMs: 2, batchSize: 7 }),
    )
    try {
      for (const one of relays) one.start()
      await waitUntil(async () => expect(await waiting()).toBe(0))
    } finally {
      await Promise.all(relays.map(one => one.stop()))
      await Promise.all(replicas.map(one => one.close()))
    }
    expect(heardNumbers()).toEqual(Array.from({ length: 60 }, (_, n) => n))
  }, 20_000)

  it('finds what waits without reading all of it', async () => {
    const now = clock.now()
    const row = { key: 'k', value: '{"n":1}', headers: {}, failures: 0, availableAt: now, createdAt: now }
    const rows = Array.from({ length: 3_000 }, (_, n) => ({
      ...row,
      id: newId(),
      topic: n % 30 ? 'others' : 'letters',
    }))
    await database.fork().insertMany(OutboxMessage, rows)
    await database.fork().execute(`analyze ${dialect === 'MySQL' ? 'table ' : ''}outbox_messages`)
    const statements = await statementsOf(database, async () => {
      startRelay({ batchSize: 60 })
      await waitUntil(() => expect(heard).toHaveLength(100))
      await relay?.stop()
    })
    expect(statements.filter(sql => sql.startsWith('select'))).not.toEqual([])
    expect(await fullScansOf(database, statements)).toEqual([])
  }, 20_000)
})
