import { generateSigningKeys, type SigningKeys } from '@atelier/platform/auth/keys.ts'
import { createRevocationList, type RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createLocalTokenVerifier, createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { createInProcessBus } from '@atelier/platform/bus/inProcessBus.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createMemoryPubSub } from '@atelier/platform/pubsub/memoryPubSub.ts'
import type { SubgraphPorts } from '@atelier/platform/service/service.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { createTestDatabase, stackDialect, type TestDatabase } from '../servers/testDatabase.ts'
import { MANAGEMENT_TOKEN } from '../support/management.ts'
import { type BreakableCache, createBreakableCache } from './breakableCache.ts'

/** A clock that tests advance. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

/** The real time, plus what the test has added. */
export function createTestClock(): TestClock {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    advance: ms => {
      ahead += ms
    },
  }
}

/** Embedded adapters on an empty database (MySQL in the run on real servers), and access tokens. */
export interface TestPorts extends SubgraphPorts {
  clock: TestClock
  cache: BreakableCache
  revoked: RevocationList
  keys: SigningKeys
  /** SQL statements so far, without those of the outbox relay; empty it to count anew. */
  queries: string[]
  /** Token of a new user. */
  tokenOf(viewer?: Partial<Viewer>): Promise<{ viewer: Viewer; token: string }>
  close(): Promise<void>
}

/** The relay uses transactions, too. */
const OF_RELAY = /outbox_messages|\] (begin|commit|rollback)\b/

/** @param options.databaseUrl an existing database; a temporary one when absent. */
export async function createTestPorts(options: { databaseUrl?: string } = {}): Promise<TestPorts> {
  const database = await databaseFor(options.databaseUrl)
  const clock = createTestClock()
  const log = createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const keys = await generateSigningKeys()
  const bus = createInProcessBus({ log })
  const cache = createBreakableCache(() => createMemoryCache({ clock }))
  const pubsub = createMemoryPubSub({ log })
  const revoked = createRevocationList(cache, { log, clock })
  const signer = createTokenSigner(keys, { clock })
  const queries: string[] = []
  return {
    log,
    clock,
    bus,
    cache,
    pubsub,
    http: { managementToken: MANAGEMENT_TOKEN },
    keys,
    revoked,
    verifier: createLocalTokenVerifier(keys, { clock, revoked }),
    gatewaySecret: 'a secret of the tests',
    databaseUrl: database.url,
    singleInstance: true,
    queries,
    onQuery: sql => {
      if (!OF_RELAY.test(sql)) queries.push(sql)
    },
    async tokenOf(given = {}) {
      const viewer: Viewer = { id: newId(), username: 'ada', role: 'USER', sessionId: newId(), ...given }
      return { viewer, token: (await signer.sign(viewer)).token }
    },
    async close() {
      await bus.close()
      await pubsub.close()
      await cache.close()
      await database.remove()
    },
  }
}

async function databaseFor(url: string | undefined): Promise<TestDatabase> {
  const kept = url ?? (stackDialect() === 'SQLite' ? 'sqlite::memory:' : undefined)
  return kept === undefined ? createTestDatabase() : { url: kept, remove: async () => {} }
}
