import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { skeleton } from '@atelier/platform/text/confusables.ts'
import { type FilledDatabase, fullScansOf, openFilled, statementsOf } from '@atelier/testkit/platform/queryPlans.ts'
import { testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usersDatabase } from './definition.ts'
import { KnownPlace } from './knownPlace.ts'
import { KnownPlaceRepository } from './knownPlaceRepository.ts'
import { RefreshToken } from './refreshToken.ts'
import { ReservedName } from './reservedName.ts'
import { ReservedNameRepository } from './reservedNameRepository.ts'
import { Session } from './session.ts'
import { SessionRepository } from './sessionRepository.ts'
import { User } from './user.ts'
import { UserRepository } from './userRepository.ts'

const { dialects, note } = await testDialects()
const ROWS = 3_000
const now = new Date('2026-06-01T00:00:00Z')
const ids = Array.from({ length: ROWS }, newId)
const ada = ids[0] as string

async function fill(em: EntityManager): Promise<void> {
  const at = (i: number) => new Date(now.getTime() + i)
  await em.insertMany(
    User,
    ids.map((id, i) => ({
      ...{ id, username: `user${i}`, usernameKey: `user${i}`, displayName: `U ${i}`, displayNameKey: `u ${i}` },
      ...{ email: null, avatarUrl: null, passwordHash: 'hash', createdAt: at(i), updatedAt: at(i), deletedAt: null },
      usernameSkeleton: skeleton(`user${i}`),
      role: i % 500 === 0 ? ('ADMIN' as const) : ('USER' as const),
    })),
  )
  await em.insertMany(
    Session,
    ids.map((id, i) => ({
      ...{ id, userId: ids[Math.floor(i / 3)] as string, createdAt: at(i), lastUsedAt: at(i), expiresAt: at(i) },
      revokedAt: i % 2 === 0 ? at(i) : null,
    })),
  )
  await em.insertMany(
    RefreshToken,
    ids.map((sessionId, i) => ({
      ...{ tokenHash: `hash ${i}`, sessionId, createdAt: at(i), expiresAt: at(i) },
      ...(i % 2 === 0 ? { usedAt: null, successorSeed: null } : { usedAt: at(i), successorSeed: `seed ${i}` }),
    })),
  )
  await em.insertMany(
    KnownPlace,
    ids.map((id, i) => ({
      ...{ userId: ids[Math.floor(i / 3)] as string, placeHash: `hash ${id}`, lastUsedAt: at(i) },
      kind: i % 2 === 0 ? ('address' as const) : ('device' as const),
    })),
  )
  await em.insertMany(
    ReservedName,
    ids.map((id, i) => ({ nameHash: `hash ${id}`, opens: i % 2 === 0, createdAt: at(i) })),
  )
}

describe.each(dialects)(`the queries of users on %s${note}`, dialect => {
  let filled: FilledDatabase
  let database: Database
  beforeAll(async () => {
    filled = await openFilled(usersDatabase, dialect, fill)
    database = filled.database
  })
  afterAll(() => filled.close())

  const page = { first: 20 }
  const late = new Date(now.getTime() + ROWS - 50)
  const users = () => new UserRepository(database)
  const places = () => new KnownPlaceRepository(database)
  const reserved = () => new ReservedNameRepository(database)
  const somewhere = { placeHash: `hash ${ada}`, kind: 'address' } as const
  const sessions = () => new SessionRepository(database)
  const inTransaction = (work: (em: EntityManager) => Promise<unknown>) => database.fork().transactional(work)
  const next = { sessionId: ada, userId: ada, tokenHash: 'next', now, expiresAt: now }

  const cases: Record<string, () => Promise<unknown>> = {
    'a page of users': () => users().page(null, page),
    'a page after another one': async () => {
      const { pageInfo } = await users().page(null, page)
      await users().page(null, { ...page, after: pageInfo.endCursor })
    },
    'a page of those that are searched for': () => users().page('user12', page),
    'profiles by their ids': () => users().profiles(ids.slice(0, 50)),
    'a name that is taken': () => users().isTaken('user7'),
    'credentials by name': () => users().credentials({ usernameKey: 'user7' }),
    'credentials by id': () => users().credentials({ id: ada }),
    'a name that looks like another one': () => users().isLookAlike('user7', ada),
    'whether there is anybody': () => users().any(),
    'names of administrators': () => users().adminNames(),
    'places that are known': () => places().knownOf(ada, [somewhere], now),
    'places that are remembered': () => inTransaction(em => places().remember(em, ada, [somewhere], now)),
    'places that are forgotten': () => inTransaction(em => places().forget(em, ada)),
    'places that nobody used for long': () => places().sweep(new Date(now.getTime() + 50)),
    'a reserved name': () => reserved().find('root7'),
    'a name that is to be reserved': () => reserved().reserve('root8', { opens: true, now }),
    'a reserved name that is claimed': () => inTransaction(em => reserved().claim(em, 'root7', now)),
    'a reserved name that is open no longer': () => reserved().close('root7', now),
    'an account that changes': () => inTransaction(em => users().find(em, ada)),
    administrators: () => inTransaction(em => users().adminIds(em)),
    'a session by its refresh token': () => sessions().findByToken(database.fork(), 'hash 7'),
    'a refresh token that is used': () =>
      inTransaction(em => sessions().rotate(em, { tokenHash: 'hash 8', successorSeed: 'seed' }, next)),
    'seeds that nobody may use any more': () => sessions().eraseSeeds(new Date(now.getTime() + 50)),
    'a session that ends': () => inTransaction(em => sessions().end(em, ada, now)),
    'all sessions of somebody': () => inTransaction(em => sessions().endAll(em, { userId: ada }, now)),
    'sessions that were ended lately': () => sessions().endedSince(late),
    'what nobody can use any more': () => sessions().sweep(new Date(now.getTime() + 50)),
  }

  it.each(Object.entries(cases))('read no whole table for %s', async (_, work) => {
    const statements = await statementsOf(database, work)
    expect(statements).not.toEqual([])
    expect(await fullScansOf(database, statements)).toEqual([])
  })
})
