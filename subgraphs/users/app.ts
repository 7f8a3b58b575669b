import { readFile } from 'node:fs/promises'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { SigningKeys } from '@atelier/platform/auth/keys.ts'
import type { RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { withLocalFallback } from '@atelier/platform/cache/localFallback.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { createSubgraphSchema } from '@atelier/platform/graphql/subgraphSchema.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { neededToStart } from '@atelier/platform/health/away.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import type { Service, SubgraphPorts } from '@atelier/platform/http/service.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { createOutboxRelay, OutboxCommits } from '@atelier/platform/outbox/relay.ts'
import { userEvents } from '@atelier/schema/messages/topics.ts'
import { createGrowingWaits } from './auth/growingWaits.ts'
import { createPasswordHasher } from './auth/passwordHasher.ts'
import { createPasswordTurns } from './auth/passwordTurns.ts'
import { createRegistrationGuard } from './auth/registrationGuard.ts'
import { createSignInGuard } from './auth/signInGuard.ts'
import type { UsersSettings } from './config.ts'
import { definition } from './data/definition.ts'
import { createKnownPlaceRepository } from './data/knownPlaceRepository.ts'
import { createProfiles } from './data/profiles.ts'
import { createReservedNameRepository } from './data/reservedNameRepository.ts'
import { createSessionRepository } from './data/sessionRepository.ts'
import { createUserRepository } from './data/userRepository.ts'
import { permissions } from './domain/permissions.ts'
import { WITHOUT_ROOM } from './domain/withoutRoom.ts'
import { createUserEventLog } from './events/userEventLog.ts'
import { createAccounts } from './operations/accounts.ts'
import { createAdminClaims } from './operations/adminClaims.ts'
import { prepareAdministrators } from './operations/administrators.ts'
import { keepTellingEndedSessions } from './operations/endedSessions.ts'
import type { Foundation } from './operations/foundation.ts'
import { createRegister } from './operations/registration.ts'
import { createRoles } from './operations/roles.ts'
import { createSessionIssuer } from './operations/sessionIssuer.ts'
import { createSessionSweep } from './operations/sessionSweep.ts'
import { createSessions } from './operations/sessions.ts'
import { createContext } from './resolvers/context.ts'
import { resolvers } from './resolvers/index.ts'

/** What the users service is given. */
export interface UsersPorts extends SubgraphPorts {
  /** The keys that sign access tokens; the public one is served as a JWKS. */
  keys: SigningKeys
  revoked: RevocationList
  settings: UsersSettings
}

/** Seconds that others may keep the public keys without asking again. */
const JWKS_MAX_AGE = 300

/** Puts the users service together: accounts, sessions and the tokens that all services trust. */
export async function createUsersApp(given: UsersPorts): Promise<Service> {
  const ports = { ...given, log: given.log.child({ service: 'users' }) }
  const commits = new OutboxCommits()
  const database = await openDatabase(definition, {
    url: ports.databaseUrl,
    log: ports.log,
    subscribers: [commits],
    ...(ports.databaseLimits && { limits: ports.databaseLimits }),
    ...(ports.onQuery && { onQuery: ports.onQuery }),
  })
  try {
    return await assemble(ports, database, commits)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function assemble(ports: UsersPorts, database: Database, commits: OutboxCommits): Promise<Service> {
  const { log, clock, bus, cache, keys, revoked, settings, alone } = ports
  const users = createUserRepository(database)
  const sessions = createSessionRepository(database)
  const counters = withLocalFallback(cache, createMemoryCache({ clock }), { log })
  const waits = createGrowingWaits({ counters, clock })
  const turns = createPasswordTurns(settings.passwordTurns)
  const places = createKnownPlaceRepository(database)
  const profiles = createProfiles({ users, cache, log })
  const foundation: Foundation = {
    clock,
    transaction: work => transaction(database, work),
    users,
    sessions,
    places,
    reservedNames: createReservedNameRepository(database),
    profiles,
    events: createUserEventLog(createOutbox({ clock }), clock),
    revoked,
    hasher: await createPasswordHasher(settings.passwordCost),
    turns,
    signInGuard: createSignInGuard({ counters, waits, turns, limits: settings.signIn }),
    registrationGuard: createRegistrationGuard(waits, settings.registrations),
    adminUsernames: settings.adminUsernames,
    adminClaimMs: settings.adminClaimMs,
    adminUserIds: settings.adminUserIds,
    rememberPlacesMs: settings.rememberPlacesMs,
  }
  const issuer = createSessionIssuer(foundation, createTokenSigner(keys, { clock }))
  const roles = createRoles(foundation)
  const operations = {
    register: createRegister(foundation, issuer),
    sessions: createSessions(foundation, issuer),
    accounts: createAccounts(foundation),
    roles,
    users,
  }

  const health = createHealth()
  health.add('database', () => database.ping())
  health.add(
    'bus',
    neededToStart('what is to be told waits', () => bus.ping()),
  )
  const metrics = createMetrics({ service: 'users' })
  const http = createHttpServer({ ...ports.http, log, metrics, health })
  http.get('/.well-known/jwks.json', async (_, reply) =>
    reply.header('cache-control', `public, max-age=${JWKS_MAX_AGE}`).send({ keys: [keys.publicJwk] }),
  )
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: ports.verifier,
    gatewaySecret: ports.gatewaySecret,
    createContext: createContext(operations, profiles),
    room: { check: database.checkRoom, exempt: WITHOUT_ROOM },
    log,
  })

  const relay = createOutboxRelay({ database, bus, clock, log, topics: [userEvents.name], alone, commits })
  const sweep = createSessionSweep({ sessions, places, rememberPlacesMs: settings.rememberPlacesMs, clock, log })

  const stopTelling = await keepTellingEndedSessions({ sessions, revoked, cache, clock, log })
  await prepareAdministrators(foundation, roles, log)
  const claims = createAdminClaims(foundation, log)
  await claims.start()

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    health.drain()
    http.connections.goAway()
    await claims.stop()
    await sweep.stop()
    await stopTelling()
    await stopServing()
    await http.close()
    await relay.stop()
    await database.close()
  }
  return {
    http,
    health,
    metrics,
    listen(address) {
      relay.start()
      sweep.start()
      return listen(http, address)
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}
