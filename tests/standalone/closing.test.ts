import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshName, signUp } from '@atelier/testkit/app/person.ts'
import { type Program, startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let dataFolder: string
let env: Record<string, string>
let program: Program
let clients: Socket[]

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'atelier-closing-'))
  env = await testEnvironment(dataFolder)
  clients = []
  await start()
})
afterEach(async () => {
  for (const client of clients) client.destroy()
  await program.kill('SIGKILL')
  await rm(dataFolder, { recursive: true, force: true })
})

async function start(): Promise<void> {
  program = startProgram('start.ts', [], env)
  await program.says('Atelier is ready.')
}

/** Sends a text to a service and reads nothing. */
async function send(port: string | undefined, text: string): Promise<void> {
  const socket = connect(Number(port), '127.0.0.1')
  clients.push(socket)
  socket.on('error', () => {})
  socket.pause()
  await once(socket, 'connect')
  socket.write(text)
}

/** Names what is written and has no place yet. */
const parts = () => readdir(join(dataFolder, 'objects', '.workshop'))

/** Sends half of a picture. */
async function beginUpload(): Promise<void> {
  const ada = await signUp(`http://127.0.0.1:${env.GATEWAY_PORT}`, freshName('ada'))
  const bytes = 1_000_000
  const { createUpload } = await ada.get(
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { url } } }',
    { input: { contentType: 'image/png', bytes } },
  )
  const { pathname, search } = new URL(createUpload.upload.url)
  const head = `PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: ${bytes}\r\n\r\n`
  await send(env.TASKS_PORT, head + 'x'.repeat(bytes / 2))
  await waitUntil(async () => expect(await parts()).toHaveLength(1))
  await ada.leave()
}

const post = (body: object, accept: string) => {
  const text = JSON.stringify(body)
  const headers = `host: x\r\ncontent-type: application/json\r\naccept: ${accept}\r\ncontent-length: ${text.length}`
  return `POST /graphql HTTP/1.1\r\n${headers}\r\n\r\n${text}`
}

const WEB_SOCKET =
  'GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

describe('Atelier when it is told to end', () => {
  it('ends in order, whatever clients leave half done, and leaves no part of an upload', async () => {
    await beginUpload()
    for (const port of [env.GATEWAY_PORT, env.USERS_PORT, env.PROJECTS_PORT, env.TASKS_PORT, env.WORKER_PORT]) {
      await send(port, '')
      await send(port, 'GET /health/li')
      await send(port, 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n')
      await send(
        port,
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      )
      if (port !== env.WORKER_PORT) await send(port, WEB_SOCKET)
    }
    await send(env.GATEWAY_PORT, 'GET /graphiql/files/graphiql.js HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20))
    await send(env.GATEWAY_PORT, post({ query: 'subscription { queueStatsUpdated { pending } }' }, 'text/event-stream'))
    // Answered when all that was sent before has come.
    await fetch(`http://127.0.0.1:${env.GATEWAY_PORT}/graphiql/files/graphiql.js`).then(response => response.text())
    expect(await program.kill('SIGTERM')).toBe(0)
    expect(program.output.stdout).not.toContain('closing failed')
    expect(await parts()).toEqual([])
  })

  it('does not wait for slow clients first and for tasks then', async () => {
    await program.kill('SIGTERM')
    const modelServer = createServer().listen(0, '127.0.0.1')
    await once(modelServer, 'listening')
    const { port } = modelServer.address() as AddressInfo
    env.OPENAI_BASE_URL = `http://127.0.0.1:${port}`
    env.DRAIN_MS = '7000'
    await start()
    const asked = once(modelServer, 'connection')
    const ada = await signUp(`http://127.0.0.1:${env.GATEWAY_PORT}`, freshName('ada'))
    const { createProject } = await ada.get('mutation { createProject(input: { name: "Posters" }) { project { id } } }')
    await ada.get('mutation ($input: GenerateDesignInput!) { generateDesign(input: $input) { task { id } } }', {
      input: { projectId: createProject.project.id, prompt: 'a lighthouse' },
    })
    await asked
    await beginUpload()
    await send(
      env.GATEWAY_PORT,
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n',
    )
    const sending = setInterval(() => {
      for (const client of clients) client.write(' ')
    }, 100)
    try {
      expect(await program.kill('SIGTERM')).toBe(0)
      expect(program.output.stdout).not.toContain('closing failed')
      expect(await parts()).toEqual([])
    } finally {
      clearInterval(sending)
      modelServer.close()
    }
  })

  it('has nothing left of an upload whose client went away', async () => {
    await beginUpload()
    for (const client of clients) client.destroy()
    await waitUntil(async () => expect(await parts()).toEqual([]))
  })

  it('clears at its next start what it could not when it was killed', async () => {
    await beginUpload()
    await program.kill('SIGKILL')
    expect(await parts()).toHaveLength(1)
    await start()
    expect(await parts()).toEqual([])
  })
})

describe('a service that is told to end while it waits for its database', () => {
  it('ends at once, in order', async () => {
    const database = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1')
    await once(database, 'listening')
    const asked = once(database, 'connection')
    const { port } = database.address() as AddressInfo
    const users = startProgram('subgraphs/users/main.ts', [], {
      ...{ GATEWAY_SECRET: 's'.repeat(32), PORT: '0', MANAGEMENT_PORT: 'off' },
      SIGNING_KEY_FILE: join(dataFolder, 'signing.json'),
      DATABASE_URL: `mysql://root@127.0.0.1:${port}/users`,
    })
    const [socket] = await asked
    try {
      expect(await users.kill('SIGTERM')).toBe(0)
      expect(users.output.stderr).toBe('')
    } finally {
      socket.destroy()
      database.close()
    }
  })
})
