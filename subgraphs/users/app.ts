import { readFile } from 'node:fs/promises'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { SigningKeys } from '@atelier/platform/auth/keys.ts'
import type { RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { withLocalFallback } from '@atelier/platform/cache/localFallback.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { createSubgraphSchema } from '@atelier/platform/graphql/subgraphSchema.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { requiredAtStartup } from '@atelier/platform/health/requiredAtStartup.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { createOutboxRelay, OutboxCommits } from '@atelier/platform/outbox/relay.ts'
import { type Assembled, createService, type ServiceParts } from '@atelier/platform/service/createService.ts'
import type { Service, SubgraphPorts } from '@atelier/platform/service/service.ts'
import { userEvents } from '@atelier/schema/messages/topics.ts'
import { createGrowingWaits } from './auth/growingWaits.ts'
import { createPasswordHasher } from './auth/passwordHasher.ts'
import { createPasswordTurns } from './auth/passwordTurns.ts'
import { createRegistrationGuard } from './auth/registrationGuard.ts'
import { createSignInGuard } from './auth/signInGuard.ts'
import type { UsersSettings } from './config.ts'
import { usersDatabase } from './data/definition.ts'
import { KnownPlaceRepository } from './data/knownPlaceRepository.ts'
import { createProfiles } from './data/profiles.ts'
import { ReservedNameRepository } from './data/reservedNameRepository.ts'
import { SessionRepository } from './data/sessionRepository.ts'
import { UserRepository } from './data/userRepository.ts'
import type { UsersDeps } from './deps.ts'
import { createUserEvents } from './events/userEvents.ts'
import { createAdminClaims } from './maintenance/adminClaims.ts'
import { republishEndedSessions } from './maintenance/endedSessions.ts'
import { prepareAdministrators } from './maintenance/prepareAdministrators.ts'
import { createSessionSweep } from './maintenance/sessionSweep.ts'
import { createContext } from './resolvers/context.ts'
import { resolvers } from './resolvers/index.ts'
import { permissions } from './resolvers/permissions.ts'

/** Options of the users service. */
export interface UsersOptions extends SubgraphPorts {
  /** Keys that sign access tokens; the public one is served as a JWKS. */
  keys: SigningKeys
  revoked: RevocationList
  settings: UsersSettings
}

/** Cache lifetime of the public keys, in seconds. */
const JWKS_MAX_AGE = 300

/** Mutations that are not rejected on low disk space: they free some, end something, or sign in a caller who may. */
const WITHOUT_ROOM: ReadonlySet<string> = new Set([
  'login',
  'refreshSession',
  'logout',
  'logoutEverywhere',
  'changePassword',
  'deleteAccount',
])

/** Creates the users service: accounts, sessions and access tokens. */
export const createUsersApp = (options: UsersOptions): Promise<Service> =>
  createService({ name: 'users', log: options.log }, parts => assemble({ ...options, log: parts.log }, parts))

async function assemble(options: UsersOptions, { health, opened, openHttp }: ServiceParts): Promise<Assembled> {
  const { log, clock, bus, cache, keys, revoked, settings, singleInstance } = options
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')
  const commits = new OutboxCommits()
  const database = await openDatabase(usersDatabase, {
    url: options.databaseUrl,
    log,
    subscribers: [commits],
    limits: options.databaseLimits,
    onQuery: options.onQuery,
  })
  opened.defer(() => database.close())
  health.add('database', () => database.ping())
  health.add(
    'bus',
    requiredAtStartup('events queued in the outbox', () => bus.ping()),
  )
  const relay = createOutboxRelay({
    ...{ database, bus, clock, log, commits, singleInstance },
    topics: [userEvents.name],
  })
  opened.defer(() => relay.stop())

  const users = new UserRepository(database)
  const counters = withLocalFallback(cache, createMemoryCache({ clock }), { log })
  const waits = createGrowingWaits({ counters, clock })
  const turns = createPasswordTurns(settings.passwordTurns)
  const deps: UsersDeps = {
    ...{ database, users, turns, revoked, clock, settings, log },
    sessions: new SessionRepository(database),
    places: new KnownPlaceRepository(database),
    reservedNames: new ReservedNameRepository(database),
    profiles: createProfiles({ users, cache, log }),
    events: createUserEvents({ outbox: createOutbox({ clock }), clock }),
    signer: createTokenSigner(keys, { clock, ttlMs: settings.accessTokenTtlMs }),
    hasher: await createPasswordHasher(settings.passwordCost),
    signInGuard: createSignInGuard({ counters, waits, turns, limits: settings.signIn }),
    registrationGuard: createRegistrationGuard(waits, settings.registrations),
  }

  const http = openHttp(options.http)
  http.get('/.well-known/jwks.json', async (_, reply) =>
    reply.header('cache-control', `public, max-age=${JWKS_MAX_AGE}`).send({ keys: [keys.publicJwk] }),
  )
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: options.verifier,
    gatewaySecret: options.gatewaySecret,
    createContext: caller => createContext(deps, caller),
    room: { check: database.checkRoom, exempt: WITHOUT_ROOM },
    log,
  })
  opened.defer(stopServing)

  opened.defer(await republishEndedSessions({ ...deps, cache, accessTokenTtlMs: settings.accessTokenTtlMs }))
  const sweep = createSessionSweep(deps)
  opened.defer(() => sweep.stop())
  await prepareAdministrators(deps)
  const claims = createAdminClaims(deps)
  opened.defer(() => claims.stop())
  await claims.start()

  return {
    http,
    start() {
      relay.start()
      sweep.start()
    },
  }
}
