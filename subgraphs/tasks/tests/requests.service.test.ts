import { newId } from '@atelier/platform/ids/ids.ts'
import { GENERATE, startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks({ settings: { maxUnfinishedTasks: 5, models: ['openai', 'procedural'] } })
})
afterAll(() => service.close())

const ask = (person: Pick<TasksUser, 'run'>, input: Record<string, unknown>) =>
  person.run(GENERATE, { input: { prompt: 'a boat', size: '64x64', ...input } })
const count = async (person: TasksUser) =>
  (await person.run('{ tasks { totalCount } }')).data.tasks.totalCount as number

describe('a request for pictures', () => {
  it('gets a seed when it names none, and keeps the one that it names', async () => {
    const ada = await service.person()
    const free = (await ask(ada, { projectId: ada.projectId })).data.generateDesign.task
    expect(free.seed).toBeGreaterThanOrEqual(0)
    const own = (await ask(ada, { projectId: ada.projectId, seed: 2147483647 })).data.generateDesign.task
    expect(own.seed).toBe(2147483647)
  })

  it('keeps words and options as they were written', async () => {
    const ada = await service.person()
    const prompt = '  Ein "Boot" <b>🚤\n'
    const id = await ada.asks({ prompt, options: { steps: 4, nested: { a: [1, null] } }, model: 'procedural' })
    const { task } = (await ada.run(TASK, { id })).data
    expect(task).toMatchObject({ prompt, options: { steps: 4, nested: { a: [1, null] } }, model: 'procedural' })
    expect((await service.worker.task(id)).request).toMatchObject({ prompt, model: 'procedural' })
  })

  it('keeps options with the names of prototypes', async () => {
    const ada = await service.person()
    const options = JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":1},"b":{"__proto__":{"c":null}}}')
    const id = await ada.asks({ options })
    const { task } = (await ada.run('query ($id: ID!) { task(id: $id) { options } }', { id })).data
    // MySQL keeps the keys of JSON in an order of its own.
    const members = (of: object) => JSON.stringify(Object.entries(of).toSorted())
    expect(members(task.options)).toBe(members(options))
    expect(members((await service.worker.task(id)).request.options)).toBe(members(options))
  })

  it('with faults is answered with all of them, and nothing is written', async () => {
    const ada = await service.person()
    const answer = await ask(ada, {
      projectId: ada.projectId,
      prompt: ' ',
      style: 'baroque',
      size: 'abc',
      count: 99,
      seed: -1,
      model: 'dream',
      options: [],
    })
    expect(answer.data.generateDesign.task).toBeNull()
    expect(answer.data.generateDesign.userErrors.map((error: { code: string }) => error.code)).toEqual([
      'INVALID_PROMPT',
      'UNKNOWN_STYLE',
      'INVALID_SIZE',
      'INVALID_COUNT',
      'INVALID_SEED',
      'INVALID_OPTIONS',
      'UNKNOWN_MODEL',
    ])
    expect(answer.data.generateDesign.userErrors[0]).toMatchObject({ field: ['input', 'prompt'] })
    expect(await count(ada)).toBe(0)
  })

  it('is refused a prompt of 100,000 characters', async () => {
    const ada = await service.person()
    const answer = await ask(ada, { projectId: ada.projectId, prompt: 'x'.repeat(100_000) })
    expect(answer.data.generateDesign.userErrors).toMatchObject([{ code: 'INVALID_PROMPT' }])
  })

  it('is refused a prompt with half of a character', async () => {
    const ada = await service.person()
    const answer = await ask(ada, { projectId: ada.projectId, prompt: 'a \ud83e b' })
    expect(answer.data.generateDesign.userErrors).toMatchObject([{ code: 'INVALID_PROMPT' }])
  })

  it('needs somebody who is signed in, and the secret of the gateway', async () => {
    const answer = await ask(service.anonymous, { projectId: newId() })
    expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    const direct = await fetch(`${urlOf(service)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ styles { name } }' }),
    })
    expect(await direct.text()).toContain('FORBIDDEN')
  })

  it.each(['not-an-id', newId()])('for the unknown project %s finds none', async projectId => {
    const ada = await service.person()
    expect((await ask(ada, { projectId })).data.generateDesign).toMatchObject({
      task: null,
      userErrors: [{ code: 'PROJECT_NOT_FOUND', field: ['input', 'projectId'] }],
    })
  })

  it("for somebody else's private project finds none, and for a public one is not allowed", async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    expect((await ask(bob, { projectId: ada.projectId })).data.generateDesign.userErrors).toMatchObject([
      { code: 'PROJECT_NOT_FOUND' },
    ])
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER' }, isPublic: true })
    expect((await ask(bob, { projectId })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  })

  it('is allowed to editors and not to viewers of a project', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projectId = service.projects.add({ roles: { [ada.id]: 'EDITOR', [bob.id]: 'VIEWER' } })
    expect((await ask(ada, { projectId })).data.generateDesign.userErrors).toEqual([])
    expect((await ask(bob, { projectId })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  })

  it('is refused in an archived project', async () => {
    const ada = await service.person()
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER' }, archived: true })
    expect((await ask(ada, { projectId })).data.generateDesign.userErrors).toMatchObject([{ code: 'PROJECT_ARCHIVED' }])
  })

  it('is one too many when enough of the same person are unfinished', async () => {
    const ada = await service.person()
    for (let i = 0; i < 5; i++) await ada.asks()
    expect((await ask(ada, { projectId: ada.projectId })).data.generateDesign).toMatchObject({
      task: null,
      userErrors: [{ code: 'TOO_MANY_TASKS' }],
    })
    expect(await count(ada)).toBe(5)
  })
})

describe('asking again with the same idempotency key', () => {
  it('gives the same task, whatever else is asked', async () => {
    const ada = await service.person()
    const idempotencyKey = 'once'
    const id = await ada.asks({ idempotencyKey })
    const again = await ask(ada, { projectId: ada.projectId, prompt: 'something else', idempotencyKey })
    expect(again.data.generateDesign).toMatchObject({ task: { id }, userErrors: [] })
    expect(await count(ada)).toBe(1)
  })

  it('gives the same task to requests at the same time', async () => {
    const ada = await service.person()
    const ids = await Promise.all(Array.from({ length: 8 }, () => ada.asks({ idempotencyKey: 'race' })))
    expect(new Set(ids).size).toBe(1)
    expect(await count(ada)).toBe(1)
  })

  it('gives another person a task of their own', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    expect(await bob.asks({ idempotencyKey: 'k' })).not.toBe(await ada.asks({ idempotencyKey: 'k' }))
  })
})

describe('the catalogues', () => {
  it('are open to everybody', async () => {
    const { data } = await service.anonymous.run('{ styles { name title description } models { id isDefault } }')
    expect(data.styles.length).toBeGreaterThanOrEqual(10)
    expect(data.models).toEqual([
      { id: 'openai', isDefault: true },
      { id: 'procedural', isDefault: false },
    ])
  })
})

function urlOf({ app }: TestTasks): string {
  const address = app.http.server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}
