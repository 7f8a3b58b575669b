import { type Answer, dataOf } from '@atelier/testkit/app/answers.ts'
import { freshName, PASSWORD } from '@atelier/testkit/app/person.ts'
import { isFinal } from '@atelier/testkit/app/task.ts'
import sharp from 'sharp'
import type { Machine } from './caller.ts'

/** What somebody did, and how long it took. */
export interface Step {
  name: string
  tookMs: number
  /** Why it failed; absent where it did not. */
  failure?: string
}

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { session { accessToken } user { id } userErrors { code } }
}`
const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } userErrors { code } } }'
const CREATE_PROJECT = `mutation ($input: CreateProjectInput!) {
  createProject(input: $input) { project { id } userErrors { code } }
}`
const GENERATE = `mutation ($input: GenerateDesignInput!) {
  generateDesign(input: $input) { task { id } userErrors { code } }
}`
const WATCH = 'subscription ($id: ID!) { taskUpdated(id: $id) { status artifacts { url } } }'
const CREATE_UPLOAD = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { upload { id url headers } userErrors { code } }
}`

/** Where somebody may put a picture of theirs. */
export interface Upload {
  id: string
  url: string
  headers: Record<string, string>
}

/** Somebody with an account and a project. */
export interface Account {
  machine: Machine
  username: string
  token: string
  projectId: string
}

export async function openAccount(machine: Machine, name: string): Promise<Account> {
  const username = freshName(name)
  const { register } = dataOf(await machine.ask(REGISTER, { input: { username, password: PASSWORD } }))
  if (!register.session) throw new Error(JSON.stringify(register.userErrors))
  const token = register.session.accessToken as string
  const { createProject } = dataOf(await machine.ask(CREATE_PROJECT, { input: { name: 'Pictures' } }, token))
  return { machine, username, token, projectId: createProject.project.id }
}

export async function createUpload({ machine, token }: Account, bytes: Buffer, contentType: string): Promise<Upload> {
  const input = { contentType, bytes: bytes.length }
  const { createUpload: payload } = dataOf(await machine.ask(CREATE_UPLOAD, { input }, token))
  if (!payload.upload) throw new Error(JSON.stringify(payload.userErrors))
  return payload.upload
}

/** @returns the upload's id. */
export async function upload(account: Account, bytes: Buffer, contentType = 'image/png'): Promise<string> {
  const { id, url, headers } = await createUpload(account, bytes, contentType)
  const { status, body } = await account.machine.fetch(url, { method: 'PUT', headers, body: bytes })
  if (status !== 201) throw new Error(`the upload was answered ${status}: ${body}`)
  return id
}

const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#30a0d0' } })
  .png()
  .toBuffer()

/** Does once what people usually do: signs in, looks round, asks for a picture, watches it to its end, and uploads one. */
export async function usualRound({ machine, username, projectId }: Account): Promise<Step[]> {
  const steps: Step[] = []
  let token: string | undefined
  const step = async (name: string, work: () => Promise<unknown>) => {
    const begun = performance.now()
    const failure = await Promise.race([work(), givenUp()]).then(
      () => undefined,
      (error: unknown) => String(error),
    )
    steps.push({ name, tookMs: performance.now() - begun, ...(failure !== undefined && { failure }) })
  }
  const get = async (query: string, variables?: object) => dataOf(await machine.ask(query, variables, token))

  await step('signs in', async () => {
    const { login } = await get(LOGIN, { input: { username, password: PASSWORD } })
    token = login.session?.accessToken
    if (!token) throw new Error(JSON.stringify(login.userErrors))
  })
  await step('looks at the account', async () => {
    const { me } = await get('{ me { username } }')
    if (me?.username !== username) throw new Error(`somebody else: ${JSON.stringify(me)}`)
  })
  await step('lists projects', async () => {
    const { projects } = await get('{ projects(first: 10) { totalCount nodes { id name owner { username } } } }')
    if (!(projects.totalCount >= 1)) throw new Error('there are none')
  })
  await step('makes a picture', async () => {
    const input = { projectId, prompt: 'a quiet sea', size: '64x64' }
    const { generateDesign } = await get(GENERATE, { input })
    if (!generateDesign.task) throw new Error(JSON.stringify(generateDesign.userErrors))
    await watchToEnd({ machine, token }, generateDesign.task.id)
  })
  await step('uploads a picture', async () => {
    if (token === undefined) throw new Error('is not signed in')
    await upload({ machine, username, token, projectId }, picture)
  })
  return steps
}

async function watchToEnd({ machine, token }: { machine: Machine; token?: string }, id: string): Promise<void> {
  const client = machine.graphqlClient(token)
  try {
    for await (const event of client.iterate({ query: WATCH, variables: { id } })) {
      const { taskUpdated } = dataOf(event as Answer)
      if (!isFinal(taskUpdated.status)) continue
      if (taskUpdated.status !== 'COMPLETED') throw new Error(`the task ended as ${taskUpdated.status}`)
      return
    }
    throw new Error('the subscription ended before the task')
  } finally {
    await client.dispose()
  }
}

/** When a visitor has waited for so long, they are gone. */
const GIVEN_UP_MS = 120_000

function givenUp(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), GIVEN_UP_MS).unref()
  })
}

/** People who do usual things again and again, each from an address of their own. */
export class Visitors {
  readonly #accounts: readonly Account[]

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts
  }

  /** One round of each. */
  async once(): Promise<Step[]> {
    return (await Promise.all(this.#accounts.map(account => usualRound(account)))).flat()
  }

  /** Rounds until something else is over, and one at least. */
  async during(other: Promise<unknown>): Promise<Step[]> {
    const steps: Step[] = []
    let isOver = false
    const noted = other.finally(() => {
      isOver = true
    })
    noted.catch(() => {})
    do steps.push(...(await this.once()))
    while (!isOver)
    await noted
    return steps
  }
}
