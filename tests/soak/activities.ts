import { type Answer, codeOf, dataOf } from '@atelier/testkit/app/answers.ts'
import { freshName, PASSWORD, signUp } from '@atelier/testkit/app/person.ts'
import type { GatewayUser, TestProject } from '@atelier/testkit/app/project.ts'
import { isFinal, type TestTask } from '@atelier/testkit/app/task.ts'
import sharp from 'sharp'

/** A user of the load. */
export interface Worker {
  person: GatewayUser
  project: TestProject
}

/**
 * An activity of a user.
 * @throws when it fails.
 */
export type Activity = (worker: Worker) => Promise<void>

function expectThat(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(what)
}

const small = { size: '64x64', prompt: 'a quiet sea' }

const WATCH =
  'subscription ($id: ID!) { taskUpdated(id: $id) { id status version project { name owner { username } } } }'
const CANCEL = 'mutation ($id: ID!) { cancelTask(id: $id) { task { status } userErrors { code } } }'
const DELETE_PROJECT = 'mutation ($id: ID!) { deleteProject(id: $id) { userErrors { code } } }'
const LISTS = `{ me { username projects(first: 5) { nodes { name } } tasks(first: 20) { totalCount nodes { id status project { name } artifacts { url } } } }
  styles { name } queueStats { pending processing } }`
const INTROSPECTION = '{ __schema { types { name kind fields { name type { name kind ofType { name } } } } } }'
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) {
  session { accessToken refreshToken } userErrors { code } } }`
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  session { accessToken refreshToken } userErrors { code } } }`
const CREATE_UPLOAD = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
  upload { id url headers } userErrors { code } } }`

/** The task's final status of an HTTP stream, which ends with it. */
async function watchOverHttp({ person }: Worker, id: string): Promise<string | undefined> {
  const response = await fetch(`${person.gateway}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${person.token}`,
    },
    body: JSON.stringify({ query: WATCH, variables: { id } }),
  })
  const text = await response.text()
  return [...text.matchAll(/"status":"(\w+)"/g)].at(-1)?.[1]
}

async function completes(task: TestTask): Promise<void> {
  const { status } = await task.finished()
  expectThat(status === 'COMPLETED', `the task ${task.id} ended as ${status}`)
}

/** A random picture. */
async function photo(): Promise<Buffer<ArrayBuffer>> {
  const pixels = Buffer.alloc(96 * 96 * 3)
  for (let index = 0; index < pixels.length; index++) pixels[index] = Math.floor(Math.random() * 256)
  return Buffer.from(
    await sharp(pixels, { raw: { width: 96, height: 96, channels: 3 } })
      .png()
      .toBuffer(),
  )
}

function takeSession(
  person: GatewayUser,
  payload: { session: { accessToken: string; refreshToken: string } | null },
): void {
  expectThat(payload.session !== null, `no session: ${JSON.stringify(payload)}`)
  person.token = payload.session.accessToken
  person.refreshToken = payload.session.refreshToken
}

const expectCode = (answer: Answer, code: string) =>
  expectThat(codeOf(answer) === code, `${code} was to be expected, not ${JSON.stringify(answer.errors ?? answer.data)}`)

/** Registers a user with a project. */
export async function hire(gateway: string): Promise<Worker> {
  const person = await signUp(gateway, freshName('soak'))
  return { person, project: await person.project('Soak') }
}

/** Activities by name. */
export const activities: Readonly<Record<string, Activity>> = {
  'generate, watched over WebSocket': async ({ person, project }) => {
    await completes(await project.generate(small))
    await person.leave()
  },
  'generate, watched over SSE': async worker => {
    const task = await worker.project.generate(small)
    const status = await watchOverHttp(worker, task.id)
    expectThat(status === 'COMPLETED', `the stream of task ${task.id} ended with ${status}`)
  },
  'generate and fetch': async ({ project }) => {
    const pictures = await (await project.generate({ ...small, count: 2 })).pictures()
    expectThat(pictures.length === 2 && pictures.every(({ length }) => length > 100), 'the pictures are not there')
  },
  cancel: async ({ person, project }) => {
    const task = await project.generate({ size: '512x512', count: 4, prompt: 'a city at night' })
    const { cancelTask } = await person.get(CANCEL, { id: task.id })
    const isOver = cancelTask.userErrors[0]?.code === 'TASK_ALREADY_FINISHED'
    expectThat(isOver || cancelTask.task?.status === 'CANCELED', JSON.stringify(cancelTask))
    expectThat(isFinal((await task.now()).status), `the task ${task.id} goes on after it was cancelled`)
  },
  'upload and transfer': async ({ person, project }) => {
    const bytes = await photo()
    const { createUpload } = await person.get(CREATE_UPLOAD, {
      input: { contentType: 'image/png', bytes: bytes.length },
    })
    const { id, url, headers } = createUpload.upload
    const response = await fetch(url, { method: 'PUT', headers, body: bytes })
    expectThat(response.ok, `the upload was answered with ${response.status}`)
    await completes(await project.transferStyle({ sourceUploadId: id, style: 'ink' }))
    await person.leave()
  },
  lists: async ({ person }) => {
    expectThat((await person.get(LISTS)).me.username === person.username, 'somebody else was shown')
  },
  introspection: async ({ person }) => {
    expectThat((await person.get(INTROSPECTION)).__schema.types.length > 20, 'the schema is not there')
  },
  'rejected operations': async ({ person }) => {
    expectCode(await person.ask('{ me { username '), 'GRAPHQL_PARSE_FAILED')
    expectCode(await person.ask(`{ nothing${Math.floor(Math.random() * 1e6)} }`), 'GRAPHQL_VALIDATION_FAILED')
    expectCode(await person.ask('query ($id: ID!) { task(id: $id) { status } }', {}), 'BAD_USER_INPUT')
    const unknown = '01900000-0000-7000-8000-000000000000'
    const { task } = await person.get('query ($id: ID!) { task(id: $id) { status } }', { id: unknown })
    expectThat(task === null, 'a task was shown that is not')
  },
  'abandoned subscriptions': async ({ person, project }) => {
    for await (const event of person.watch('subscription { queueStatsUpdated { pending } }')) {
      dataOf(event)
      break
    }
    const stream = person.watch('subscription ($id: ID) { tasksUpdated(projectId: $id) { id } }', { id: project.id })
    const next = stream[Symbol.asyncIterator]().next()
    // It gets an event, or ends with the connection.
    next.catch(() => undefined)
    await person.leave()
  },
  'refresh the session': async ({ person }) => {
    takeSession(person, (await person.get(REFRESH, { token: person.refreshToken })).refreshSession)
  },
  'sign in again': async ({ person }) => {
    const { sessionsEnded } = (
      await person.get('mutation ($token: String!) { logout(refreshToken: $token) { sessionsEnded } }', {
        token: person.refreshToken,
      })
    ).logout
    expectThat(sessionsEnded === 1, 'the session was not ended')
    expectCode(await person.ask('{ me { username } }'), 'UNAUTHENTICATED')
    person.token = undefined
    takeSession(person, (await person.get(LOGIN, { input: { username: person.username, password: PASSWORD } })).login)
  },
  'a project, made and deleted': async worker => {
    const project = await worker.person.project('Short')
    await completes(await project.generate(small))
    await worker.person.leave()
    const running = await project.generate({ ...small, count: 2 })
    const { deleteProject } = await worker.person.get(DELETE_PROJECT, { id: project.id })
    expectThat(deleteProject.userErrors.length === 0, JSON.stringify(deleteProject))
    expectThat(running.id !== '', 'no task')
  },
}

/** Registers a user, generates a picture and deletes the account. */
export async function visit(gateway: string): Promise<void> {
  const { person, project } = await hire(gateway)
  try {
    await completes(await project.generate(small))
  } finally {
    await person.leave()
  }
  const { deleteAccount } = await person.get(
    'mutation ($password: String!) { deleteAccount(password: $password) { deletedUserId userErrors { code } } }',
    { password: PASSWORD },
  )
  expectThat(deleteAccount.deletedUserId === person.id, JSON.stringify(deleteAccount))
  expectCode(await person.ask('{ me { username } }'), 'UNAUTHENTICATED')
}
