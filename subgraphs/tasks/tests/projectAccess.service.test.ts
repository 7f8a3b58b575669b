import { GENERATE, openTasksHouse, type Person, TASK, type TasksHouse } from '@atelier/testkit/tasks/testTasks.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let house: TasksHouse
beforeEach(async () => {
  house = await openTasksHouse()
})
afterEach(() => house.close())

const ask = (person: Person, projectId: string) =>
  person.run(GENERATE, { input: { projectId, prompt: 'a boat', size: '64x64' } })
const codeOf = (answer: Awaited<ReturnType<typeof ask>>) => answer.errors?.[0]?.extensions?.code
const newProject = ({ id }: Person) => house.projects.add({ roles: { [id]: 'OWNER' } })

describe('what a caller may do in a project', () => {
  it('is asked once for many tasks and many projects of one operation', async () => {
    const [ada, bob] = [await house.person(), await house.person()]
    const projects = [1, 2, 3].map(() => house.projects.add({ roles: { [ada.id]: 'OWNER', [bob.id]: 'VIEWER' } }))
    const ids = await Promise.all(projects.flatMap(projectId => [ada.asks({ projectId }), ada.asks({ projectId })]))
    const before = house.projects.questions
    const representations = ids.map(id => ({ __typename: 'Task', id }))
    const { data } = await bob.run(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Task { id } } }',
      { representations },
    )
    expect(data._entities).toEqual(ids.map(id => ({ id })))
    expect(house.projects.questions).toBe(before + 1)
  })

  it('is kept for a short time for each viewer', async () => {
    const [ada, bob] = [await house.person(), await house.person()]
    const projectId = newProject(ada)
    await ada.asks({ projectId })
    const before = house.projects.questions
    await ada.asks({ projectId })
    expect(house.projects.questions).toBe(before)
    expect((await ask(bob, projectId)).data?.generateDesign.userErrors).toMatchObject([{ code: 'PROJECT_NOT_FOUND' }])
    house.ports.clock.advance(11_000)
    await ada.asks({ projectId })
    expect(house.projects.questions).toBe(before + 2)
  })

  it('is asked anew when the project has changed', async () => {
    const ada = await house.person()
    const projectId = newProject(ada)
    await ada.asks({ projectId })
    house.projects.change(projectId, { archived: true })
    expect((await ask(ada, projectId)).data?.generateDesign.userErrors).toEqual([])
    const value = { version: 1, at: new Date().toISOString(), kind: 'archived', projectId, ownerId: ada.id }
    await house.ports.bus.publish([
      { topic: 'project-events', key: projectId, value: JSON.stringify(value), headers: {} },
    ])
    expect((await ask(ada, projectId)).data?.generateDesign.userErrors).toMatchObject([{ code: 'PROJECT_ARCHIVED' }])
  })
})

describe('while the projects service is away', () => {
  it.each(['error', 'silent', 'html'] as const)('(%s) nothing is asked for, and the fault is told', async mode => {
    const ada = await house.person()
    const id = await ada.asks()
    house.projects.mode = mode
    const answer = await ask(ada, newProject(ada))
    expect(answer.errors?.[0]).toMatchObject({
      message: 'projects did not answer. Try again.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'projects' },
    })
    expect((await ada.run('{ tasks { totalCount } }')).data.tasks.totalCount).toBe(1)
    expect((await ada.run(TASK, { id })).data.task).toMatchObject({ id })
  })

  it('people see, call off and watch what they asked for themselves', async () => {
    const ada = await house.person()
    const id = await ada.asks()
    house.projects.mode = 'error'
    house.ports.clock.advance(11_000)
    const watch = ada.subscribe('subscription ($id: ID!) { taskUpdated(id: $id) { status } }', { id })
    await watch.next()
    const { data } = await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { status } } }', { id })
    expect(data.cancelTask.task.status).toBe('CANCELED')
    const statuses: string[] = []
    for await (const event of watch) statuses.push(event.data.taskUpdated.status)
    expect(statuses.at(-1)).toBe('CANCELED')
  })

  it('it is left alone after too many failures, and asked again after half a minute', async () => {
    const ada = await house.person()
    house.projects.mode = 'error'
    for (let i = 0; i < 3; i++) expect(codeOf(await ask(ada, newProject(ada)))).toBe('SUBGRAPH_UNAVAILABLE')
    house.projects.mode = 'well'
    const before = house.projects.questions
    house.ports.clock.advance(20_000)
    expect(codeOf(await ask(ada, newProject(ada)))).toBe('SUBGRAPH_UNAVAILABLE')
    expect(house.projects.questions).toBe(before)
    house.ports.clock.advance(10_000)
    expect((await ask(ada, newProject(ada))).data?.generateDesign.task).toBeTruthy()
  })

  it('it is not left alone by others than whose questions fail', async () => {
    const [ada, bob] = [await house.person(), await house.person()]
    house.projects.mode = 'silent'
    await Promise.all([1, 2, 3].map(() => ask(ada, newProject(ada))))
    house.projects.mode = 'well'
    expect(codeOf(await ask(ada, newProject(ada)))).toBe('SUBGRAPH_UNAVAILABLE')
    expect((await ask(bob, newProject(bob))).data?.generateDesign.task).toBeTruthy()
  })
})
