import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceName } from '@atelier/deploy/processes.ts'
import { codeOf } from '@atelier/testkit/app/answers.ts'
import { answered, failed, UNREACHABLE } from '@atelier/testkit/app/load.ts'
import { becomeNotReady, notReady, type Outage, recovery, takeAwayFrom, untiring } from '@atelier/testkit/app/outage.ts'
import { signUp, stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { type RealAtelier, startRealAtelier } from '@atelier/testkit/app/realAtelier.ts'
import { isFinal } from '@atelier/testkit/app/task.ts'
import { type TestAtelier, withPeople } from '@atelier/testkit/app/testAtelier.ts'
import { type OwnKafka, openOwnKafka } from '@atelier/testkit/servers/ownKafka.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Wrong passwords for one account after which it takes none, by default. */
const MAX_FAILURES = 10
/** An account that is an administrator's. */
const ADMIN = 'warden'

let atelier: RealAtelier & TestAtelier
let proxies: Record<'mysql' | 'redis' | 'minio', TcpProxy>
let kafka: OwnKafka
let ada: GatewayUser

beforeAll(async () => {
  const way = async (name: 'mysql' | 'redis' | 'minio') => {
    const { hostname, port } = new URL((await realService(name)).url)
    return openTcpProxy({ host: hostname, port: Number(port) })
  }
  const [mysql, redis, minio] = [await way('mysql'), await way('redis'), await way('minio')]
  proxies = { mysql, redis, minio }
  kafka = await openOwnKafka()
  const ways = { mysql: mysql.port, redis: redis.port, minio: minio.port, kafkaBrokers: kafka.brokers }
  atelier = withPeople(await startRealAtelier({ ...untiring, ADMIN_USERNAMES: ADMIN }, ways))
  ada = await atelier.user('ada')
}, 300_000)
afterAll(async () => {
  await atelier?.close()
  await kafka?.close()
  for (const proxy of Object.values(proxies ?? {})) await proxy.close()
}, 90_000)

/** Takes something away for as long as the work takes, and brings it back. */
async function without<T>({ stop, start }: Outage, work: () => Promise<T>): Promise<T> {
  await stop()
  try {
    return await work()
  } finally {
    await start()
  }
}

/** Takes something away from Atelier of these tests while ada works in it. */
const takeAway = (outage: Outage, look?: () => Promise<void>) => takeAwayFrom(atelier, ada, outage, look)
const onlyNotReady = (expected: ServiceName[]) => () => becomeNotReady(atelier, expected)

const ME = '{ me { id } }'
const at = (gateway: 0 | 1, token?: string) => stranger(atelier.gateways[gateway] as string, token)

const signIn = ({ username, password }: Pick<GatewayUser, 'username' | 'password'>) =>
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
      expect(await notReady(atelier)).toEqual([])
      expect((await signIn(ada)).data?.login.session).toBeTruthy()
      const newcomer = await atelier.user('newcomer')
      const task = await (await newcomer.project()).generate({ size: '64x64' })
      expect((await task.finished()).status).toBe('COMPLETED')
    })
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
  })

  it('passwords cannot be guessed, and not after it either', async () => {
    const victim = await atelier.user('victim')
    const isRefused = async () => expect(codeOf(await signIn(victim))).toBe('RATE_LIMITED')
    await without(proxies.redis, async () => {
      // Until the wait is longer than what follows takes.
      for (let waitS = 0, heard = 0; waitS < 30; ) {
        const answer = await signIn({ ...victim, password: 'a wrong password' })
        if (answer.data?.login) expect(++heard).toBeLessThan(MAX_FAILURES + 8)
        waitS = Number(answer.errors?.[0]?.extensions?.retryAfter ?? 0)
        if (waitS < 30) await delay(waitS * 1_000)
      }
      await isRefused()
    })
    await atelier.ready()
    await isRefused()
  })

  it('an ended session is refused where it was ended, and everywhere as soon as it is back', async () => {
    const { id, token, refreshToken } = await atelier.user('leaver')
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
    await waitUntil(refused)
  })
})

describe('while Kafka is away', { timeout: 240_000 }, () => {
  it('requests are answered, and tasks are accepted and wait', async () => {
    const meanwhile = await takeAway(kafka, onlyNotReady(['worker']))
    expect(failed(meanwhile)).toEqual([])
    expect(answered(meanwhile, 'ask').length).toBeGreaterThan(0)
  })

  it('services start, say that they are not ready, and are when it is back', async () => {
    const tasks = atelier.replicas.tasks[1]
    await takeAway({
      async stop() {
        await tasks.kill('SIGTERM')
        await kafka.stop()
        tasks.start()
      },
      async start() {
        await waitUntil(async () => expect((await fetch(`${tasks.url}/health/live`)).status).toBe(200), recovery)
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
    const warden = await signUp(atelier.gateway, ADMIN)
    const project = await ada.project()
    const failure = await without(proxies.minio, async () => {
      const task = await project.generate({ size: '64x64' })
      return waitUntil(async () => {
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
    await waitUntil(
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
  const replicas = () => which.map(index => atelier.replicas[service][index])
  return {
    stop: () => Promise.all(replicas().map(replica => replica.kill('SIGKILL'))),
    start: async () => {
      for (const replica of replicas()) replica.start()
    },
  }
}

describe('after a kill of', { timeout: 240_000 }, () => {
  it('the users service, those who are signed in go on, and nobody is made a member', async () => {
    const friend = await atelier.user('friend')
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
      const response = await fetch(`${atelier.gateways[1]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.token}` },
        body: '{"query":"{ me { id } }"}',
      })
      expect(await response.json()).toEqual({ data: { me: { id: ada.id } } })
    })
    expect(new Set(meanwhile.map(({ code }) => code))).toEqual(new Set([UNREACHABLE]))
  })
})
