import { setTimeout as delay } from 'node:timers/promises'
import { serviceNames } from '@atelier/deploy/processes.ts'
import { codeOf } from '@atelier/testkit/app/answers.ts'
import { type Load, type Outcome, putLoadOn } from '@atelier/testkit/app/load.ts'
import { stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { type RealAtelier, startRealAtelier } from '@atelier/testkit/app/realAtelier.ts'
import { isFinal } from '@atelier/testkit/app/task.ts'
import { type TestAtelier, withPeople } from '@atelier/testkit/app/testAtelier.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'

/** More than the 10 s that the gateway gives a subgraph, as the tests' machine may be busy. */
const MAX_ANSWER_MS = 12_000
/** Milliseconds that the network loses all that is sent: more than any limit of ours. */
const SILENT_MS = 20_000
/** The longest that anything waits before it tries again: a broken circuit, 30 s, and a task's lease. */
const recovery = { timeoutMs: 90_000 }

let atelier: RealAtelier & TestAtelier
let proxies: Record<'mysql' | 'redis', TcpProxy>
let ada: GatewayUser
let load: Load

beforeAll(async () => {
  const way = async (name: 'mysql' | 'redis') => {
    const { hostname, port } = new URL((await realService(name)).url)
    return openTcpProxy({ host: hostname, port: Number(port) })
  }
  proxies = { mysql: await way('mysql'), redis: await way('redis') }
  const ways = { mysql: proxies.mysql.port, redis: proxies.redis.port }
  atelier = withPeople(await startRealAtelier({ LEASE_MS: '30000', HEARTBEAT_MS: '2000' }, ways))
  ada = await atelier.user('ada')
}, 300_000)
afterAll(async () => {
  await atelier?.close()
  for (const proxy of Object.values(proxies ?? {})) await proxy.close()
}, 90_000)
afterEach(() => load?.stop())

/** How a silence ends: what was sent meanwhile comes late, or the connections that it fell on are dead for ever. */
const endings = {
  late: (proxy: TcpProxy) => proxy.resume(),
  never: (proxy: TcpProxy) => {
    proxy.silence()
    proxy.resume()
  },
}

/**
 * Lets the way to a server lose all that is sent under a light load; gives what became of the requests meanwhile. In
 * the end everybody is ready again without having been restarted, and all that was accepted at any time is done.
 */
async function stallUnderLoad(
  proxy: TcpProxy,
  ending: keyof typeof endings,
  look: () => Promise<void>,
): Promise<Outcome[]> {
  load = putLoadOn(await ada.project(), { answerMs: MAX_ANSWER_MS })
  await waitUntil(() => expect(load.accepted.length).toBeGreaterThan(1), recovery)
  proxy.stall()
  load.outcomes.length = 0
  await Promise.all([delay(SILENT_MS), look()])
  const meanwhile = [...load.outcomes]
  endings[ending](proxy)

  // Fails where a process has ended, as nobody starts it again.
  await atelier.ready()
  const acceptedBefore = load.accepted.length
  await waitUntil(() => expect(load.accepted.length).toBeGreaterThan(acceptedBefore), recovery)
  await load.stop()
  for (const { code, message } of [...meanwhile, ...load.outcomes]) {
    expect([undefined, 'SUBGRAPH_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']).toContain(code)
    expect(message ?? '').not.toMatch(/mysql|redis|database|127\.0\.0\.1/i)
  }
  const states = await waitUntil(async () => {
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

const failed = (outcomes: Outcome[]) => outcomes.filter(({ code }) => code !== undefined)

/** Whether each replica of a service says that it can take work. */
const readiness = async () =>
  Object.fromEntries(
    await Promise.all(
      serviceNames.map(async name => [name, await Promise.all(atelier.replicas[name].map(each => each.isReady()))]),
    ),
  )

const signIn = () =>
  stranger(atelier.gateway).ask('mutation ($i: LoginInput!) { login(input: $i) { session { expiresAt } } }', {
    i: { username: ada.username, password: ada.password },
  })

it.each([
  { ending: 'late', answers: 'come late' },
  { ending: 'never', answers: 'never come' },
] as const)(
  'while MySQL is silent, requests fail clearly, and all goes on though answers $answers',
  async ({ ending }) => {
    const meanwhile = await stallUnderLoad(proxies.mysql, ending, () =>
      waitUntil(
        async () => {
          const no = [false, false]
          expect(await readiness()).toEqual({ users: no, projects: no, tasks: no, worker: no, gateway: [true, true] })
        },
        { timeoutMs: SILENT_MS },
      ),
    )
    expect(failed(meanwhile).length).toBeGreaterThan(0)
    expect(failed(meanwhile).length).toBe(meanwhile.length)
  },
  240_000,
)

it('while Redis is silent, requests are answered, people sign in and tasks are done', async () => {
  const meanwhile = await stallUnderLoad(proxies.redis, 'never', async () => {
    const yes = [true, true]
    expect(await readiness()).toEqual({ users: yes, projects: yes, tasks: yes, worker: yes, gateway: yes })
    expect(codeOf(await signIn())).toBeUndefined()
    const accepted = load.accepted.length
    await waitUntil(async () => {
      expect(load.accepted.length).toBeGreaterThan(accepted)
      expect(isFinal((await load.accepted[accepted]?.now())?.status ?? 'PENDING')).toBe(true)
    }, recovery)
  })
  expect(failed(meanwhile)).toEqual([])
}, 240_000)
