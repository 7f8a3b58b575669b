import { setTimeout as delay } from 'node:timers/promises'
import { realService } from '@atelier/platform/testing/realServices.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/platform/testing/tcpProxy.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ServiceName, serviceNames } from '../../deploy/processes.ts'
import { codeOf } from '../testkit/answers.ts'
import { type TestHouse, withPeople } from '../testkit/house.ts'
import { type Load, type Outcome, putLoadOn, UNREACHABLE } from '../testkit/load.ts'
import { type OwnKafka, openOwnKafka } from '../testkit/ownKafka.ts'
import { type Person, signUp, stranger } from '../testkit/person.ts'
import { openRealHouse, type RealHouse } from '../testkit/realHouse.ts'
import { isFinal } from '../testkit/task.ts'

/** More than the 10 s that the gateway gives a subgraph, as the tests' machine may be busy. */
const LONGEST_ANSWER_MS = 12_000
/** Milliseconds that whatever is taken away stays away. */
const AWAY_MS = 8_000
/** Wrong passwords for one account after which it takes none, by default. */
const MOST_FAILURES = 10
/** An account that is an administrator's. */
const ADMIN = 'warden'
/** The longest that anything waits before it tries again: a broken circuit, 30 s, and a task's lease. */
const recovery = { timeout: 90_000, interval: 250 }

interface Outage {
  stop(): Promise<unknown>
  start(): Promise<unknown>
}

let house: RealHouse & TestHouse
let proxies: Record<'mysql' | 'redis' | 'minio', TcpProxy>
let kafka: OwnKafka
let ada: Person
let load: Load

beforeAll(async () => {
  const way = async (name: 'mysql' | 'redis' | 'minio') => {
    const { hostname, port } = new URL((await realService(name)).url)
    return openTcpProxy({ host: hostname, port: Number(port) })
  }
  const [mysql, redis, minio] = [await way('mysql'), await way('redis'), await way('minio')]
  proxies = { mysql, redis, minio }
  kafka = await openOwnKafka()
  const ways = { mysql: mysql.port, redis: redis.port, minio: minio.port, kafkaBrokers: kafka.brokers }
  // As many attempts as outlast AWAY_MS for sure, and not by much.
  const env = { LEASE_MS: '15000', HEARTBEAT_MS: '2000', MAX_ATTEMPTS: '5', ADMIN_USERNAMES: ADMIN }
  house = withPeople(await openRealHouse(env, ways))
  ada = await house.user('ada')
}, 300_000)
afterAll(async () => {
  await house?.close()
  await kafka?.close()
  for (const proxy of Object.values(proxies ?? {})) await proxy.close()
}, 90_000)
afterEach(() => load?.stop())

/**
 * Takes something away under a light load and brings it back; gives what became of the requests meanwhile. Whatever it
 * is: errors are those written for clients, no answer takes too long, and in the end everybody is ready again without
 * having been restarted, and all that was accepted at any time is done.
 */
async function takeAway({ stop, start }: Outage, look: () => Promise<void> = async () => {}): Promise<Outcome[]> {
  load = putLoadOn(await ada.project())
  await vi.waitFor(() => expect(load.accepted.length).toBeGreaterThan(1), recovery)
  await stop()
  load.outcomes.length = 0
  await delay(AWAY_MS)
  await look()
  const meanwhile = [...load.outcomes]
  await start()

  await house.ready()
  const soFar = load.outcomes.length
  const isAnswered = (kind: Outcome['kind']) =>
    expect(answered(load.outcomes.slice(soFar), kind).length).toBeGreaterThan(0)
  await vi.waitFor(() => (['read', 'ask'] as const).forEach(isAnswered), recovery)
  await load.stop()
  for (const { code, message, tookMs } of [...meanwhile, ...load.outcomes]) {
    expect([undefined, 'SUBGRAPH_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', UNREACHABLE]).toContain(code)
    if (code !== UNREACHABLE) expect(message ?? '').not.toMatch(/ECONN|mysql|redis|kafka|minio|127\.0\.0\.1/i)
    expect(tookMs).toBeLessThan(LONGEST_ANSWER_MS)
  }
  const states = await vi.waitFor(async () => {
    const now = await Promise.all(load.accepted.map(task => task.now()))
    for (const { status } of now) expect(isFinal(status)).toBe(true)
    return now
  }, recovery)
  expect(states.filter(({ status }) => status !== 'COMPLETED').map(({ status, error }) => ({ status, error }))).toEqual(
    [],
  )
  expect(states.map(({ artifacts }) => artifacts.length)).toEqual(states.map(() => 1))
  return meanwhile
}

/** Takes something away for as long as the work takes, and brings it back. */
async function without<T>({ stop, start }: Outage, work: () => Promise<T>): Promise<T> {
  await stop()
  try {
    return await work()
  } finally {
    await start()
  }
}

const failed = (outcomes: Outcome[]) => outcomes.filter(({ code }) => code !== undefined)
const answered = (outcomes: Outcome[], kind: Outcome['kind']) =>
  outcomes.filter(outcome => outcome.kind === kind && outcome.code === undefined)

/** The services one of whose replicas says that it cannot take work. */
async function notReady(): Promise<ServiceName[]> {
  const ready = await Promise.all(
    serviceNames.map(async name =>
      (await Promise.all(house.replicas[name].map(each => each.isReady()))).every(Boolean),
    ),
  )
  return serviceNames.filter((_, index) => !ready[index])
}

/** Looks until those services, and only those, say that they cannot take work. */
const onlyNotReady = (expected: ServiceName[]) => () =>
  vi.waitFor(async () => expect(await notReady()).toEqual(expected), { timeout: 20_000, interval: 200 })

const ME = '{ me { id } }'
const at = (gateway: 0 | 1, token?: string) => stranger(house.gateways[gateway] as string, token)

const signIn = ({ username, password }: Pick<Person, 'username' | 'password'>) =>
  at(0).ask('mutation ($i: LoginInput!) { login(input: $i) { session { expiresAt } userErrors { code } } }', {
    i: { username, password },
  })

describe('while MySQL is away', { timeout: 240_000 }, () => {
  it('requests fail at once and clearly, and all goes on when it is back', async () => {
    const meanwhile = await takeAway(proxies.mysql, onlyNotReady(['users', 'projects', 'tasks', 'worker']))
    expect(failed(meanwhile).length).toBeGreaterThan(0)
    expect(answered(meanwhile, 'ask')).toEqual([])
  })
})

describe('while Redis is away', { timeout: 240_000 }, () => {
  it('people sign in and register, tasks are done, and who watches them hears of it', async () => {
    const meanwhile = await takeAway(proxies.redis, async () => {
      expect(await notReady()).toEqual([])
      expect((await signIn(ada)).data?.login.session).toBeTruthy()
      const newcomer = await house.user('newcomer')
      const task = await (await newcomer.project()).generate({ size: '64x64' })
      expect((await task.finished()).status).toBe('COMPLETED')
    })
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
  })

  it('passwords cannot be guessed, and not after it either', async () => {
    const victim = await house.user('victim')
    const isRefused = async () => expect(codeOf(await signIn(victim))).toBe('RATE_LIMITED')
    await without(proxies.redis, async () => {
      for (let i = 0; i < MOST_FAILURES; i++) {
        const answer = await signIn({ ...victim, password: 'a wrong password' })
        expect(answer.data?.login.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }])
      }
      await isRefused()
    })
    await house.ready()
    await isRefused()
  })

  it('an ended session is refused where it was ended, and everywhere as soon as it is back', async () => {
    const { id, token, refreshToken } = await house.user('leaver')
    const refresh = 'mutation ($t: String!) { refreshSession(refreshToken: $t) { userErrors { code } } }'
    await without(proxies.redis, async () => {
      const logout = 'mutation ($t: String!) { logout(refreshToken: $t) { sessionsEnded } }'
      expect(await at(0).get(logout, { t: refreshToken })).toEqual({ logout: { sessionsEnded: 1 } })
      expect(codeOf(await at(0, token).ask(ME))).toBe('UNAUTHENTICATED')
      expect((await at(1).get(refresh, { t: refreshToken })).refreshSession.userErrors).toMatchObject([
        { code: 'INVALID_REFRESH_TOKEN' },
      ])
      expect(await at(1, token).get(ME)).toEqual({ me: { id } })
    })
    const refused = async () => expect(codeOf(await at(1, token).ask(ME))).toBe('UNAUTHENTICATED')
    await vi.waitFor(refused, { timeout: 10_000, interval: 50 })
  })
})

describe('while Kafka is away', { timeout: 240_000 }, () => {
  it('requests are answered, and tasks are accepted and wait', async () => {
    const meanwhile = await takeAway(kafka, onlyNotReady(['worker']))
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
  })

  it('services start, say that they are not ready, and are when it is back', async () => {
    const tasks = house.replicas.tasks[1]
    await takeAway({
      async stop() {
        await tasks.kill('SIGTERM')
        await kafka.stop()
        tasks.start()
      },
      async start() {
        await vi.waitFor(async () => expect((await fetch(`${tasks.url}/health/live`)).status).toBe(200), recovery)
        expect(await tasks.isReady()).toBe(false)
        await kafka.start()
      },
    })
  })
})

describe('while MinIO is away', { timeout: 240_000 }, () => {
  it('requests are answered, and tasks are accepted and tried again until they are done', async () => {
    const meanwhile = await takeAway(proxies.minio, onlyNotReady(['worker']))
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
  })

  it('for longer than all attempts take, tasks fail, are laid aside and can be sent again', async () => {
    const warden = await signUp(house.gateway, ADMIN)
    const project = await ada.project()
    const failure = await without(proxies.minio, async () => {
      const task = await project.generate({ size: '64x64' })
      return vi.waitFor(async () => {
        const state = await task.now()
        expect(isFinal(state.status)).toBe(true)
        return state
      }, recovery)
    })
    expect(failure).toMatchObject({ status: 'FAILED', attempt: 5, error: { retryable: true }, artifacts: [] })

    const { deadLetters } = await warden.get('{ deadLetters(first: 100) { nodes { id task { id } } } }')
    const letters: { id: string; task: { id: string } | null }[] = deadLetters.nodes
    const ids = letters.filter(({ task }) => task?.id === failure.id).map(({ id }) => id)
    const redrive = 'mutation ($ids: [ID!]) { redriveDeadLetters(ids: $ids) { redrivenCount } }'
    expect(await warden.get(redrive, { ids })).toEqual({ redriveDeadLetters: { redrivenCount: 1 } })
    const { tasks } = await ada.get('{ tasks(first: 100) { nodes { id retriedFrom { id } } } }')
    const again = tasks.nodes.find(
      (task: { retriedFrom: { id: string } | null }) => task.retriedFrom?.id === failure.id,
    )
    const query = `query ($id: ID!) { task(id: $id) { status artifacts { index } } }`
    await vi.waitFor(
      async () =>
        expect(await ada.get(query, { id: again.id })).toEqual({
          task: { status: 'COMPLETED', artifacts: [{ index: 0 }] },
        }),
      recovery,
    )
  })
})

/** Kills the first replica of a service, which the first gateway and its column go through, or both. */
const killing = (service: ServiceName, which: readonly (0 | 1)[]): Outage => {
  const replicas = () => which.map(index => house.replicas[service][index])
  return {
    stop: () => Promise.all(replicas().map(replica => replica.kill('SIGKILL'))),
    start: async () => {
      for (const replica of replicas()) replica.start()
    },
  }
}

describe('after a kill of', { timeout: 240_000 }, () => {
  it('the users service, those who are signed in go on, and nobody is made a member', async () => {
    const friend = await house.user('friend')
    const project = await ada.project()
    const add = 'mutation ($i: AddProjectMemberInput!) { addProjectMember(input: $i) { userErrors { code } } }'
    const addFriend = () => ada.ask(add, { i: { projectId: project.id, userId: friend.id, role: 'VIEWER' } })
    const meanwhile = await takeAway(killing('users', [0]), async () => {
      expect(codeOf(await addFriend())).toBe('SUBGRAPH_UNAVAILABLE')
      expect(codeOf(await ada.ask(ME))).toBe('SUBGRAPH_UNAVAILABLE')
    })
    expect((await addFriend()).data?.addProjectMember.userErrors).toEqual([])
    expect(failed(meanwhile)).toEqual([])
  })

  it('the projects service, requests for projects fail clearly', async () => {
    const meanwhile = await takeAway(killing('projects', [0]))
    expect(new Set(failed(meanwhile).map(({ code }) => code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']))
  })

  it('the tasks service, requests for tasks fail clearly and its other replica goes on with the tasks', async () => {
    const meanwhile = await takeAway(killing('tasks', [0]))
    expect(new Set(failed(meanwhile).map(({ code }) => code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']))
  })

  it('all workers, tasks are accepted and wait', async () => {
    const meanwhile = await takeAway(killing('worker', [0, 1]))
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
  })

  it('a gateway, its clients are cut off and the other one answers', async () => {
    const meanwhile = await takeAway(killing('gateway', [0]), async () => {
      const response = await fetch(`${house.gateways[1]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.token}` },
        body: '{"query":"{ me { id } }"}',
      })
      expect(await response.json()).toEqual({ data: { me: { id: ada.id } } })
    })
    expect(new Set(meanwhile.map(({ code }) => code))).toEqual(new Set([UNREACHABLE]))
  })
})
