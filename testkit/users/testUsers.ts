import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { consume } from '@atelier/platform/bus/consume.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import type { Service } from '@atelier/platform/service/service.ts'
import type { UserEvent } from '@atelier/schema/messages/accounts.ts'
import { userEvents } from '@atelier/schema/messages/topics.ts'
import { createUsersApp } from '@atelier/users/app.ts'
import type { UsersSettings } from '@atelier/users/config.ts'
import { usersDatabase } from '@atelier/users/data/definition.ts'
import { KnownPlace } from '@atelier/users/data/knownPlace.ts'
import { RefreshToken } from '@atelier/users/data/refreshToken.ts'
import { Session } from '@atelier/users/data/session.ts'
import { User } from '@atelier/users/data/user.ts'
import { createSubgraphClient, type GraphQLAnswer, type SubgraphClient } from '../platform/subgraphClient.ts'
import { createTestPorts, type TestPorts } from '../platform/testPorts.ts'
import { createTestDatabase, type TestDatabase } from '../servers/testDatabase.ts'

/** A registered user. */
export interface RegisteredUser {
  id: string
  username: string
  password: string
  accessToken: string
  refreshToken: string
}

/** A running users service with test helpers. */
export interface TestUsers {
  ports: TestPorts
  /** Base URL. */
  url: string
  run: SubgraphClient['run']
  /** As `run`, from a given client address. */
  runFrom(
    address: string,
    query: string,
    variables?: Record<string, unknown>,
    token?: string,
    signal?: AbortSignal,
  ): Promise<GraphQLAnswer>
  /** Registers a user with a unique name. */
  register(input?: Record<string, unknown>): Promise<RegisteredUser>
  login(username: string, password: string): Promise<RegisteredUser>
  /** Published events of a user. */
  eventsOf(userId: string): UserEvent['kind'][]
  /** Row counts of all tables. */
  countRows(): Promise<Record<string, number>>
  /** Used refresh tokens whose successors can be made again. */
  countSeeds(): Promise<number>
  /** Starts another replica of the service, on the same database and ports. */
  replica(): Promise<Pick<TestUsers, 'run' | 'close'>>
  /** Whether a text is anywhere in its database: in a row, or in its files. */
  isStored(text: string): Promise<boolean>
  /** Restarts the service on the same database and ports. */
  restart(settings?: Partial<UsersSettings>): Promise<void>
  close(): Promise<void>
}

const limit = (free: number) => ({ free, windowMs: 86_400_000, maxWaitMs: 900_000 })

const settings: UsersSettings = {
  adminUsernames: ['root'],
  adminClaimMs: 60 * 60_000,
  adminUserIds: [],
  accessTokenTtlMs: 15 * 60_000,
  refreshTokenTtlMs: 30 * 86_400_000,
  refreshTokenGraceMs: 20_000,
  passwordCost: { memoryKib: 8, iterations: 1 },
  passwordTurns: { atOnce: 2, waitingPerAddress: 1_000, waiting: 10_000 },
  signIn: { perPlace: limit(10), perAccount: limit(200), perAddress: limit(1_000) },
  rememberPlacesMs: 60 * 86_400_000,
  registrations: limit(1_000),
}

export const SESSION =
  'session { accessToken refreshToken expiresAt deviceToken } user { id username role } userErrors { code field }'
export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { ${SESSION} } }`
export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ${SESSION} } }`

export async function startTestUsers(given: Partial<UsersSettings> = {}): Promise<TestUsers> {
  const place = await createTestDatabase()
  const ports = await createTestPorts({ databaseUrl: place.url })
  const events: UserEvent[] = []
  await consume(ports.bus, {
    topic: userEvents,
    group: 'test',
    log: ports.log,
    handle: async ({ value }) => void events.push(value),
    unreadable: async (_, reason) => Promise.reject(new Error(reason)),
  })

  let app: Service
  let client: SubgraphClient
  let rows: Database
  let persons = 0

  async function start(more: Partial<UsersSettings>): Promise<void> {
    app = await createUsersApp({ ...ports, settings: { ...settings, ...more } })
    service.url = await app.listen({ host: '127.0.0.1', port: 0 })
    client = createSubgraphClient(service.url, ports.gatewaySecret)
    rows = await openDatabase(usersDatabase, { url: ports.databaseUrl, log: ports.log })
  }

  async function stop(): Promise<void> {
    await client.close()
    await rows.close()
    await app.close()
  }

  const service: TestUsers = {
    ports,
    url: '',
    run: (...args) => client.run(...args),
    async runFrom(address, query, variables, token, signal) {
      const response = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-atelier-gateway': ports.gatewaySecret,
          'x-forwarded-for': address,
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
        ...(signal && { signal }),
      })
      return (await response.json()) as GraphQLAnswer
    },
    async register(input = {}) {
      const password = 'correct horse battery'
      const whole = { username: `person${++persons}`, password, ...input }
      return toPerson(await client.run(REGISTER, { input: whole }), 'register', whole.password)
    },
    async login(username, password) {
      return toPerson(await client.run(LOGIN, { input: { username, password } }), 'login', password)
    },
    eventsOf: userId => events.filter(event => event.userId === userId).map(event => event.kind),
    async countRows() {
      const em = rows.fork()
      return {
        users: await em.count(User),
        sessions: await em.count(Session),
        refreshTokens: await em.count(RefreshToken),
        knownPlaces: await em.count(KnownPlace),
        outbox: await em.count(OutboxMessage),
      }
    },
    countSeeds: () => rows.fork().count(RefreshToken, { successorSeed: { $ne: null } }),
    async replica() {
      const other = await createUsersApp({ ...ports, settings, singleInstance: false })
      const url = await other.listen({ host: '127.0.0.1', port: 0 })
      const otherClient = createSubgraphClient(url, ports.gatewaySecret)
      return {
        run: otherClient.run,
        async close() {
          await otherClient.close()
          await other.close()
        },
      }
    },
    async isStored(text) {
      const contents = await everythingIn(rows, place)
      return contents.some(content => content.includes(text))
    },
    async restart(more = {}) {
      await stop()
      await start(more)
    },
    async close() {
      await stop()
      await ports.close()
      await place.remove()
    },
  }
  await start(given)
  return service
}

async function everythingIn(database: Database, { folder }: TestDatabase): Promise<string[]> {
  const tables = [...database.orm.getMetadata().getAll().values()].map(({ tableName }) => tableName)
  const rows = await Promise.all(tables.map(table => database.fork().execute(`select * from ${table}`)))
  const files = folder === undefined ? [] : await readdir(folder)
  const contents = await Promise.all(files.map(file => readFile(join(folder as string, file), 'latin1')))
  return [JSON.stringify(rows), ...contents]
}

function toPerson(answer: GraphQLAnswer, mutation: 'register' | 'login', password: string): RegisteredUser {
  const payload = answer.data?.[mutation]
  if (!payload?.session) throw new Error(`${mutation} failed: ${JSON.stringify(answer)}`)
  return { ...payload.user, ...payload.session, password }
}
