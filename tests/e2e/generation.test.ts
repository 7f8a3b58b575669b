import type { GatewayUser, TestProject } from '@atelier/testkit/app/project.ts'
import { download, type TaskState } from '@atelier/testkit/app/task.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser
let posters: TestProject

beforeAll(async () => {
  atelier = await startTestAtelier()
  ada = await atelier.user('ada')
  posters = await ada.project('Posters')
})
afterAll(() => atelier.close())

describe('asking for pictures', () => {
  const lighthouse = { prompt: 'a lighthouse at dusk', count: 2, size: '512x512', seed: 7, embedPrompt: true }
  let states: TaskState[]

  beforeAll(async () => {
    const task = await posters.generate(lighthouse)
    states = await task.states()
  })

  it('shows the task as it is first, then strictly growing versions to the end', () => {
    const versions = states.map(state => state.version)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
    expect(states.length).toBeGreaterThan(3)
    expect(states.at(-1)).toMatchObject({ status: 'COMPLETED', progress: 1, error: null })
  })

  it('shows progress that never falls and states that never go back', () => {
    const progress = states.map(state => state.progress)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    const order = ['PENDING', 'QUEUED', 'PROCESSING', 'COMPLETED']
    const ranks = states.map(state => order.indexOf(state.status))
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(states.at(-1)?.timeline.map(step => step.status)).toEqual(order)
  })

  it('crosses all three subgraphs in each event', () => {
    for (const state of states) {
      expect(state.project).toEqual({ name: 'Posters', owner: { username: ada.username } })
    }
  })

  it('gives two different PNG files of the asked size, with their story inside', async () => {
    const artifacts = states.at(-1)?.artifacts ?? []
    expect(artifacts.map(artifact => artifact.index)).toEqual([0, 1])
    const pictures = await Promise.all(artifacts.map(artifact => download(artifact.url)))
    for (const picture of pictures) {
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 512, height: 512 })
      expect(picture.includes('procedural')).toBe(true)
      expect(picture.includes('a lighthouse at dusk')).toBe(true)
    }
    expect(pictures[0]?.equals(pictures[1] as Buffer)).toBe(false)
  })

  it('gives the same bytes for the same seed, and other ones for another prompt', async () => {
    const first = await Promise.all((states.at(-1)?.artifacts ?? []).map(artifact => download(artifact.url)))
    const again = await (await posters.generate(lighthouse)).pictures()
    expect(again.map((picture, index) => picture.equals(first[index] as Buffer))).toEqual([true, true])
    const [other] = await (await posters.generate({ ...lighthouse, prompt: 'a red fox in snow', count: 1 })).pictures()
    expect(other?.equals(first[0] as Buffer)).toBe(false)
  })
})

describe('watching a task', () => {
  it('goes on after the version that a client has seen', async () => {
    const task = await posters.generate()
    const all = await task.states()
    const middle = all.at(-2)?.version ?? 0
    const rest = await task.states(middle)
    expect(rest.map(state => state.version)).toEqual([all.at(-1)?.version])
  })

  it('tells the same to everybody who watches', async () => {
    const task = await posters.generate({ count: 2 })
    const [one, two] = await Promise.all([task.finished(), task.finished()])
    expect(one).toMatchObject({ status: 'COMPLETED' })
    expect(two?.version).toBe(one.version)
  })

  it('shows all tasks of a project in one stream', async () => {
    const seen = new Set<string>()
    const watching = (async () => {
      const events = ada.watch(
        'subscription ($id: ID) { tasksUpdated(projectId: $id) { id status project { name } } }',
        {
          id: posters.id,
        },
      )
      for await (const event of events) {
        if (event.data.tasksUpdated.status === 'COMPLETED') seen.add(event.data.tasksUpdated.id)
        if (seen.size === 2) return
      }
    })()
    // The stream begins with the next change, so wait until the gateway has it before asking.
    await ada.get('{ queueStats { pending } }')
    const tasks = [await posters.generate({ count: 4 }), await posters.generate({ count: 4 })]
    await watching
    expect(seen).toEqual(new Set(tasks.map(task => task.id)))
  })
})

describe('asking twice with the same key', () => {
  it('gives the same task', async () => {
    const [one, two] = await Promise.all([
      posters.generate({ idempotencyKey: 'once' }),
      posters.generate({ idempotencyKey: 'once' }),
    ])
    expect(two.id).toBe(one.id)
  })
})

describe('many people at once', () => {
  it('all get their pictures', async () => {
    const people = await Promise.all(['bob', 'cy', 'dee'].map(name => atelier.user(name)))
    const finished = await Promise.all(
      people.map(async person => (await (await person.project()).generate({ count: 2, size: '64x64' })).finished()),
    )
    expect(finished.map(state => [state.status, state.artifacts.length])).toEqual([
      ['COMPLETED', 2],
      ['COMPLETED', 2],
      ['COMPLETED', 2],
    ])
  })
})

describe('one query over the whole graph', () => {
  it('goes from the caller to their projects to the tasks to the pictures', async () => {
    const { me } = await ada.get(`{ me { username projects { nodes { name viewerRole
      taskCounts { completed } tasks(first: 1) { totalCount nodes { prompt requestedBy { username } artifacts { width } } } } } } }`)
    expect(me.username).toBe(ada.username)
    const [project] = me.projects.nodes
    expect(project).toMatchObject({ name: 'Posters', viewerRole: 'OWNER' })
    expect(project.tasks.totalCount).toBeGreaterThan(3)
    expect(project.tasks.nodes[0].requestedBy.username).toBe(ada.username)
  })

  it('lists styles and models', async () => {
    const { styles, models } = await ada.get('{ styles { name title } models { id isDefault } }')
    expect(styles.length).toBeGreaterThanOrEqual(10)
    expect(models).toContainEqual({ id: 'procedural', isDefault: true })
  })
})
