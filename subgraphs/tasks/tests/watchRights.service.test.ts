import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Watchers look at their rights every minute by themselves: what ends sooner was told. */
let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks()
})
afterAll(() => service.close())

const memberRemoved = (projectId: string, ownerId: string) => {
  const at = new Date().toISOString()
  const value = JSON.stringify({ version: 1, at, kind: 'memberChanged', projectId, ownerId })
  return service.ports.bus.publish([{ topic: 'project-events', key: projectId, value, headers: {} }])
}

describe('a member who is removed from a project', () => {
  it('sees nothing more of its tasks from then on', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER', [bob.id]: 'VIEWER' } })
    const id = await ada.asks({ projectId })
    const one = bob.subscribe('subscription ($id: ID!) { taskUpdated(id: $id) { prompt } }', { id })
    const owners = ada.subscribe('subscription ($id: ID!) { taskUpdated(id: $id) { status } }', { id })
    const all = bob.subscribe('subscription ($id: ID!) { tasksUpdated(projectId: $id) { prompt } }', { id: projectId })
    await Promise.all([one.next(), owners.next()])
    let stands = false
    all.next().then(() => {
      stands = true
    })
    await eventually(async () => {
      await ada.asks({ projectId })
      return stands || undefined
    })

    service.projects.change(projectId, { roles: { [ada.id]: 'OWNER' } })
    await memberRemoved(projectId, ada.id)
    for await (const { errors } of one) expect(errors).toBeUndefined()
    for await (const { errors } of all) expect(errors).toBeUndefined()
    await (await service.worker.task(id)).makes()
    const seen = []
    for await (const { data } of owners) seen.push(data.taskUpdated.status)
    expect(seen.at(-1)).toBe('COMPLETED')
  })
})

describe('watching the queue', () => {
  it('ends with one refusal for who is not signed in', async () => {
    const answers = []
    for await (const answer of service.anonymous.subscribe('subscription { queueStatsUpdated { pending } }')) {
      answers.push(answer.errors?.[0]?.extensions?.code)
    }
    expect(answers).toEqual(['UNAUTHENTICATED'])
  })
})
