import { codeOf, userErrorCodes } from '@atelier/testkit/app/answers.ts'
import type { GatewayUser, TestProject } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser
let project: TestProject

beforeAll(async () => {
  atelier = await startTestAtelier()
  ada = await atelier.user('ada')
  project = await ada.project()
})
afterAll(() => atelier.close())

const UNKNOWN = '01890000-0000-7000-8000-000000000000'

describe('a request for pictures', () => {
  it.each([
    ['a tiny size', { size: '10x10' }, 'INVALID_SIZE', 'size'],
    ['a huge size', { size: '5000x5000' }, 'INVALID_SIZE', 'size'],
    ['a size that is none', { size: 'abc' }, 'INVALID_SIZE', 'size'],
    ['no pictures', { count: 0 }, 'INVALID_COUNT', 'count'],
    ['99 pictures', { count: 99 }, 'INVALID_COUNT', 'count'],
    ['an empty prompt', { prompt: '' }, 'INVALID_PROMPT', 'prompt'],
    ['a blank prompt', { prompt: ' \n ' }, 'INVALID_PROMPT', 'prompt'],
    ['a prompt of 100,000 characters', { prompt: 'x'.repeat(100_000) }, 'INVALID_PROMPT', 'prompt'],
    ['an unknown style', { style: 'vapour' }, 'UNKNOWN_STYLE', 'style'],
    ['an unknown model', { model: 'referenceResult' }, 'UNKNOWN_MODEL', 'model'],
    ['a negative seed', { seed: -1 }, 'INVALID_SEED', 'seed'],
    ['options that are no object', { options: [1] }, 'INVALID_OPTIONS', 'options'],
    ['an unknown project', { projectId: UNKNOWN }, 'PROJECT_NOT_FOUND', 'projectId'],
    ['a project id that is none', { projectId: "' or 1=1 --" }, 'PROJECT_NOT_FOUND', 'projectId'],
  ])('with %s is refused as data and leaves nothing behind', async (_, input, code, field) => {
    const answer = await project.tryGenerate({ prompt: 'x', ...input })
    expect(answer.errors).toBeUndefined()
    expect(answer.data.generateDesign.task).toBeNull()
    expect(answer.data.generateDesign.userErrors).toMatchObject([{ code, field: ['input', field] }])
    expect((await ada.get('{ tasks { totalCount } }')).tasks.totalCount).toBe(0)
  })

  it('with several faults hears of all of them', async () => {
    const answer = await project.tryGenerate({ prompt: '', size: 'abc', count: 99, style: 'vapour' })
    expect(userErrorCodes(answer.data.generateDesign).sort()).toEqual([
      'INVALID_COUNT',
      'INVALID_PROMPT',
      'INVALID_SIZE',
      'UNKNOWN_STYLE',
    ])
  })
})

describe('a project', () => {
  it.each([
    ['an empty name', { name: ' ' }],
    ['a name of 1,000 characters', { name: 'x'.repeat(1_000) }],
    ['a long description', { name: 'x', description: 'x'.repeat(10_000) }],
    ['too many tags', { name: 'x', tags: Array.from({ length: 50 }, (_, index) => `t${index}`) }],
  ])('with %s is refused as data', async (_, input) => {
    const { createProject } = await ada.get(
      'mutation ($i: CreateProjectInput!) { createProject(input: $i) { project { id } userErrors { code field } } }',
      { i: input },
    )
    expect(createProject.project).toBeNull()
    expect(createProject.userErrors).toHaveLength(1)
    expect((await ada.get('{ projects { totalCount } }')).projects.totalCount).toBe(1)
  })
})

describe('paging', () => {
  it.each([
    ['a page of none', 'first: 0'],
    ['a page beyond the limit', 'first: 101'],
    ['a cursor of one’s own making', 'after: "nonsense"'],
  ])('with %s is refused', async (_, args) => {
    for (const field of ['projects', 'tasks', 'users']) {
      expect(codeOf(await ada.ask(`{ ${field}(${args}) { totalCount } }`))).toBe('BAD_USER_INPUT')
    }
  })
})

describe('an operation', () => {
  it('that does not fit the schema is refused in words', async () => {
    const answer = await ada.ask('{ me { nickname } }')
    expect(answer.errors?.[0]?.message).toContain('nickname')
    expect(codeOf(answer)).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  it('never reaches a subgraph without the gateway', async () => {
    for (const url of atelier.subgraphs) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename }' }),
      })
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    }
  })
})
