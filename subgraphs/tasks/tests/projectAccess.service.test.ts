import { GENERATE, startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let service: TestTasks
beforeEach(async () => {
  service = await startTestTasks()
})
afterEach(() => service.close())

const ask = (person: TasksUser, projectId: string) =>
  person.run(GENERATE, { input: { projectId, prompt: 'a boat', size: '64x64' } })
const codeOf = (answer: Awaited<ReturnType<typeof ask>>) => answer.errors?.[0]?.extensions?.code
const newProject = ({ id }: TasksUser) => service.projects.add({ roles: { [id]: 'OWNER' } })

describe('what a caller may do in a project', () => {
  it('is asked once for many tasks and many projects of one operation', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projects = [1, 2, 3].map(() => service.projects.add({ roles: { [ada.id]: 'OWNER', [bob.id]: 'VIEWER' } }))
    const ids = await Promise.all(projects.flatMap(projectId => [ada.asks({ projectId }), ada.asks({ projectId })]))
    const before = service.projects.questions
    const representations = ids.map(id => ({ __typename: 'Task', id }))
    const { data } = await bob.run(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Task { id } } }',
      { representations },
    )
    expect(data._entities).toEqual(ids.map(id => ({ id })))
    expect(service.projects.questions).toBe(before + 1)
  })

  it('is kept for a short time for each viewer', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projectId = newProject(ada)
    await ada.asks({ projectId })
    const before = service.projects.questions
    await ada.asks({ projectId })
    expect(service.projects.questions).toBe(before)
    expect((await ask(bob, projectId)).data?.generateDesign.userErrors).toMatchObject([{ code: 'PROJECT_NOT_FOUND' }])
    service.ports.clock.advance(11_000)
    await ada.asks({ projectId })
    expect(service.projects.questions).toBe(before + 2)
  })

  it('is asked anew when the project has changed', async () => {
    const ada = await service.person()
    const projectId = newProject(ada)
    await ada.asks({ projectId })
    service.projects.change(projectId, { archived: true })
    expect((await ask(ada, projectId)).data?.generateDesign.userErrors).toEqual([])
    const value = { version: 1, at: new Date().toISOString(), kind: 'archived', projectId, ownerId: ada.id }
    await service.ports.bus.publish([
      { topic: 'project-events', key: projectId, value: JSON.stringify(value), headers: {} },
    ])
    expect((await ask(ada, projectId)).data?.generateDesign.userErrors).toMatchObject([{ code: 'PROJECT_ARCHIVED' }])
  })
})

describe('while the projects service is away', () => {
  it.each(['error', 'silent', 'html'] as const)('(%s) nothing is asked for, and the fault is told', async mode => {
    const ada = await service.person()
    const id = await ada.asks()
    service.projects.mode = mode
    const answer = await ask(ada, newProject(ada))
    expect(answer.errors?.[0]).toMatchObject({
      message: 'projects did not answer. Try again.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'projects' },
    })
    expect((await ada.run('{ tasks { totalCount } }')).data.tasks.totalCount).toBe(1)
    expect((await ada.run(TASK, { id })).data.task).toMatchObject({ id })
  })

  it('people see, cancel and watch what they asked for themselves', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    service.projects.mode = 'error'
    service.ports.clock.advance(11_000)
    const watch = ada.subscribe('subscription ($id: ID!) { taskUpdated(id: $id) { status } }', { id })
    await watch.next()
    const { data } = await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { status } } }', { id })
    expect(data.cancelTask.task.status).toBe('CANCELED')
    const statuses: string[] = []
    for await (const event of watch) statuses.push(event.data.taskUpdated.status)
    expect(statuses.at(-1)).toBe('CANCELED')
  })

  it('it is left alone after too many failures, and asked again after half a minute', async () => {
    const ada = await service.person()
    service.projects.mode = 'error'
    for (let i = 0; i < 3; i++) expect(codeOf(await ask(ada, newProject(ada)))).toBe('SUBGRAPH_UNAVAILABLE')
    service.projects.mode = 'well'
    const before = service.projects.questions
    service.ports.clock.advance(20_000)
    expect(codeOf(await ask(ada, newProject(ada)))).toBe('SUBGRAPH_UNAVAILABLE')
    expect(service.projects.questions).toBe(before)
    service.ports.clock.advance(10_000)
    expect((await ask(ada, newProject(ada))).data?.generateDesign.task).toBeTruthy()
  })

  it('it is not left alone by others than whose questions fail', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    service.projects.mode = 'silent'
    await Promise.all([1, 2, 3].map(() => ask(ada, newProject(ada))))
    service.projects.mode = 'well'
    expect(codeOf(await ask(ada, newProject(ada)))).toBe('SUBGRAPH_UNAVAILABLE')
    expect((await ask(bob, newProject(bob))).data?.generateDesign.task).toBeTruthy()
  })
})
