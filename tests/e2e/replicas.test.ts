import { codeOf } from '@atelier/testkit/app/answers.ts'
import { stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { projectOf } from '@atelier/testkit/app/project.ts'
import { type RealAtelier, startRealAtelier } from '@atelier/testkit/app/realAtelier.ts'
import { TestTask } from '@atelier/testkit/app/task.ts'
import { type TestAtelier, withPeople } from '@atelier/testkit/app/testAtelier.ts'
import { realStack } from '@atelier/testkit/servers/realStack.ts'
import { type MetricLabels, metricValue } from '@atelier/testkit/support/metrics.ts'
import { patience } from '@atelier/testkit/support/patience.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const real = await realStack()

/** A lost worker is noticed as soon as may be. */
const QUICK_LEASES = { LEASE_MS: '12000', HEARTBEAT_MS: '1000' }

const large = { size: '1024x1024', count: 8 }
const ME = '{ me { username } }'

describe.runIf(real.available)(`an Atelier of replicas${real.note}`, { timeout: 300_000 }, () => {
  let atelier: RealAtelier & TestAtelier
  let ada: GatewayUser
  /** The same person with the same session, at the other gateway. */
  let adaAtB: GatewayUser

  beforeAll(async () => {
    atelier = withPeople(await startRealAtelier({ ...patience, ...QUICK_LEASES }))
    ada = await atelier.user('ada')
    adaAtB = stranger(atelier.gateways[1] as string, ada.token)
  }, 240_000)
  afterAll(async () => {
    await adaAtB?.leave()
    await atelier?.close()
  }, 60_000)

  const workers = (name: string, labels?: MetricLabels) =>
    Promise.all(atelier.replicas.worker.map(({ url }) => metricValue(url, name, labels)))

  it('tells who watches at one gateway of what was asked for at the other', async () => {
    const project = await ada.project('Watched')
    const seen = new Map<string, string[]>()
    const watching = (async () => {
      const query = 'subscription ($id: ID) { tasksUpdated(projectId: $id) { id status project { name } } }'
      for await (const { data } of ada.watch(query, { id: project.id })) {
        const { id, status, project: shown } = data.tasksUpdated
        expect(shown.name).toBe('Watched')
        seen.set(id, [...(seen.get(id) ?? []), status])
      }
    })()
    // A stream of changes says nothing at first, so it is open when it tells of some task.
    await waitUntil(async () => {
      await (await project.generate({ size: '64x64' })).finished()
      expect(seen.size).toBeGreaterThan(0)
    })
    const task = await projectOf(adaAtB, project.id).generate()
    await waitUntil(() => expect(seen.get(task.id)).toContain('COMPLETED'), { timeoutMs: 60_000 })
    await ada.leave()
    await watching
  })

  it('shows the same task at both gateways while it goes on', async () => {
    const project = await ada.project('Both')
    const task = await projectOf(adaAtB, project.id).generate({ count: 2 })
    const [atB, atA] = await Promise.all([task.finished(), new TestTask(ada, task.accepted).finished()])
    expect(atA).toEqual({ ...atB, artifacts: atA.artifacts })
    expect(atA.status).toBe('COMPLETED')
    expect(await new TestTask(ada, task.accepted).pictures()).toEqual(await task.pictures())
  })

  it('refuses a session at one gateway that was ended at the other, and ends its WebSocket', async () => {
    const eve = await atelier.user('eve')
    const away = atelier.gateways.find(gateway => gateway !== eve.gateway) as string
    const elsewhere = stranger(away, eve.token)
    let told = 0
    const watching = (async () => {
      for await (const event of eve.watch('subscription { queueStatsUpdated { pending } }')) if (event.data) told += 1
    })().then(
      () => 'ended without a reason',
      (reason: { code?: number }) => reason.code,
    )
    await waitUntil(() => expect(told).toBeGreaterThan(0))
    expect(await elsewhere.get(ME)).toEqual({ me: { username: eve.username } })

    await elsewhere.get('mutation ($t: String!) { logout(refreshToken: $t) { sessionsEnded } }', {
      t: eve.refreshToken,
    })
    expect(await watching).toBe(4403)
    expect(codeOf(await eve.ask(ME))).toBe('UNAUTHENTICATED')
  })

  it('shares the work between its workers', async () => {
    const project = await ada.project('Shared')
    await waitUntil(
      async () => {
        const tasks = await Promise.all(Array.from({ length: 4 }, () => project.generate({ size: '64x64' })))
        await Promise.all(tasks.map(task => task.finished()))
        for (const count of await workers('worker_attempts_total')) expect(count).toBeGreaterThan(0)
      },
      { timeoutMs: 120_000 },
    )
  })

  it('completes a task whose worker is killed through the other one, with every picture once', async () => {
    const project = await ada.project('Killed worker')
    const task = await project.generate({ ...large, seed: 3 })
    await task.until(state => state.artifacts.length >= 1)
    const [runningAtA] = await workers('worker_lane_tasks', { state: 'running' })
    const killed = atelier.replicas.worker[runningAtA === 0 ? 1 : 0]
    await killed.kill('SIGKILL')
    const state = await task.finished()
    expect(state.status).toBe('COMPLETED')
    expect(state.attempt).toBeGreaterThan(1)
    expect(state.artifacts.map(artifact => artifact.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    killed.start()
    await killed.ready()
  })

  it('completes everything when a replica of the tasks service is killed, and is whole when it is back', async () => {
    const project = await ada.project('Killed tasks')
    const tasks = await Promise.all(Array.from({ length: 6 }, () => project.generate({ size: '256x256', count: 2 })))
    const killed = atelier.replicas.tasks[0]
    await killed.kill('SIGKILL')
    const finished = await Promise.all(tasks.map(task => new TestTask(adaAtB, task.accepted).finishedAfterOutage()))
    expect(finished.map(state => [state.status, state.artifacts.length])).toEqual(tasks.map(() => ['COMPLETED', 2]))
    const QUERY = 'query ($id: ID!) { task(id: $id) { status } }'
    const id = tasks[0]?.id
    expect(codeOf(await ada.ask(QUERY, { id }))).toBe('SUBGRAPH_UNAVAILABLE')
    killed.start()
    await killed.ready()
    expect(await ada.get(QUERY, { id })).toEqual({ task: { status: 'COMPLETED' } })
  })
})
