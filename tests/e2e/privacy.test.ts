import { codeOf, userErrorCodes } from '@atelier/testkit/app/answers.ts'
import { stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { projectOf, type TestProject } from '@atelier/testkit/app/project.ts'
import type { TaskState } from '@atelier/testkit/app/task.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser
let eve: GatewayUser
let nobody: GatewayUser
let secret: TestProject
let done: TaskState

beforeAll(async () => {
  atelier = await startTestAtelier()
  ada = await atelier.user('ada')
  eve = await atelier.user('eve')
  nobody = stranger(atelier.gateway)
  secret = await ada.project('Secret')
  done = await (await secret.generate()).finished()
})
afterAll(async () => {
  await nobody.leave()
  await atelier.close()
})

const firstEvent = async (person: GatewayUser, query: string, variables: Record<string, unknown>) => {
  try {
    for await (const event of person.watch(query, variables)) return event
    return 'ended'
  } catch (error) {
    return { errors: error } as { errors: unknown; data?: undefined }
  }
}

describe("another person's private project", () => {
  it('does not exist, nor do its tasks', async () => {
    for (const person of [eve, nobody]) {
      const seen = await person.get('query ($p: ID!, $t: ID!) { project(id: $p) { name } task(id: $t) { prompt } }', {
        p: secret.id,
        t: done.id,
      })
      expect(seen).toEqual({ project: null, task: null })
    }
  })

  it('does not show in lists, counts or through its owner', async () => {
    const seen = await eve.get(
      `query ($p: ID!, $u: ID!) {
        projects(filter: { search: "Secret" }) { totalCount }
        tasks(filter: { projectId: $p }) { totalCount nodes { id } }
        user(id: $u) { email projects { totalCount } tasks { totalCount } }
      }`,
      { p: secret.id, u: ada.id },
    )
    expect(seen).toEqual({
      projects: { totalCount: 0 },
      tasks: { totalCount: 0, nodes: [] },
      user: { email: null, projects: { totalCount: 0 }, tasks: { totalCount: 0 } },
    })
  })

  it('cannot be changed, as if it did not exist', async () => {
    const mutations = [
      'mutation ($p: ID!) { r: deleteProject(id: $p) { userErrors { code } } }',
      'mutation ($p: ID!) { r: archiveProject(id: $p) { userErrors { code } } }',
      'mutation ($p: ID!) { r: updateProject(input: { id: $p, name: "Mine" }) { userErrors { code } } }',
      'mutation ($p: ID!) { r: cancelTasks(projectId: $p) { userErrors { code } } }',
      'mutation ($p: ID!) { r: generateDesign(input: { projectId: $p, prompt: "x" }) { userErrors { code } } }',
    ]
    for (const mutation of mutations) {
      const { r } = await eve.get(mutation, { p: secret.id })
      expect(userErrorCodes(r)).toEqual(['PROJECT_NOT_FOUND'])
    }
    expect(
      (await ada.get('query ($p: ID!) { project(id: $p) { name archivedAt } }', { p: secret.id })).project,
    ).toEqual({
      name: 'Secret',
      archivedAt: null,
    })
  })

  it('lets nobody touch its tasks', async () => {
    for (const field of ['cancelTask', 'retryTask']) {
      const { r } = await eve.get(`mutation ($t: ID!) { r: ${field}(id: $t) { task { id } userErrors { code } } }`, {
        t: done.id,
      })
      expect(r).toEqual({ task: null, userErrors: [{ code: 'TASK_NOT_FOUND' }] })
    }
  })

  it('lets nobody take its pictures', async () => {
    const payload = (
      await (await eve.project()).tryTransferStyle({ sourceArtifactId: done.artifacts[0]?.id, style: 'ink' })
    ).data.transferStyle
    expect(userErrorCodes(payload)).toEqual(['ARTIFACT_NOT_FOUND'])
    const url = done.artifacts[0]?.url ?? ''
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(url.replace(/(signature=)[^&]+/i, '$1AAAA'))).status).toBe(403)
    expect((await fetch(url.replace(/(expires=\d+)/i, '$10'))).status).toBe(403)
    expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403)
  })

  it('tells nobody of its changes', async () => {
    const task = await secret.generate({ count: 2 })
    const watched = [
      ['subscription ($t: ID!) { taskUpdated(id: $t) { prompt } }', { t: task.id }],
      ['subscription ($p: ID!) { tasksUpdated(projectId: $p) { prompt } }', { p: secret.id }],
    ] as const
    for (const person of [eve, nobody]) {
      for (const [query, variables] of watched) {
        const event = await firstEvent(person, query, variables)
        expect(JSON.stringify(event)).not.toContain('a quiet sea')
        expect(event).toHaveProperty('errors')
      }
    }
    await task.finished()
  })
})

describe('a member who only looks', () => {
  it('sees, hears, and changes nothing', async () => {
    const viewer = await atelier.user('vic')
    await secret.add(viewer, 'VIEWER')
    const project = projectOf(viewer, secret.id)
    expect((await viewer.get('query ($t: ID!) { task(id: $t) { prompt } }', { t: done.id })).task.prompt).toBe(
      'a quiet sea',
    )
    expect(codeOf(await project.tryGenerate({ prompt: 'mine' }))).toBe('FORBIDDEN')
    expect(
      await firstEvent(viewer, 'subscription ($t: ID!) { taskUpdated(id: $t) { status } }', { t: done.id }),
    ).toEqual({ data: { taskUpdated: { status: 'COMPLETED' } } })
  })
})

describe('a public project', () => {
  it('is seen by everybody and changed by members only', async () => {
    const open = await ada.project('Open', { visibility: 'PUBLIC' })
    const task = await (await open.generate({ prompt: 'for all to see' })).finished()
    const query = 'query ($p: ID!) { project(id: $p) { name tasks { nodes { id prompt } } } }'
    for (const person of [eve, nobody]) {
      expect((await person.get(query, { p: open.id })).project).toEqual({
        name: 'Open',
        tasks: { nodes: [{ id: task.id, prompt: 'for all to see' }] },
      })
    }
    expect(codeOf(await projectOf(eve, open.id).tryGenerate({ prompt: 'mine' }))).toBe('FORBIDDEN')
  })
})
