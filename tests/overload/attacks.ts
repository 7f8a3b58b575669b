import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { getIntrospectionQuery } from 'graphql'
import sharp from 'sharp'
import { Machine, type Reply } from './caller.ts'
import { type Account, createUpload, upload } from './visitor.ts'

/** Somebody who takes what they can get, with an account and without. */
export interface Attacker {
  machine: Machine
  account: Account
  /** The URL of the tasks service, which takes uploads. */
  tasks: string
}

/** One way to take too much. It ends by itself, whether it is answered or not. */
export interface Attack {
  name: string
  run(attacker: Attacker): Promise<void>
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** Waits for all that was sent, which may fail, but not for ever. */
async function settled(sent: Promise<unknown>[], mostMs = 10_000): Promise<void> {
  await Promise.race([Promise.allSettled(sent), delay(mostMs)])
}

const unknownKeys = JSON.stringify({
  query: 'query($f: ProjectFilter) { projects(filter: $f) { totalCount } }',
  variables: { f: Object.fromEntries(times(80_000, n => [`k${n}`, 1])) },
})

const manyValues = JSON.stringify({
  query: `query($s: [TaskStatus!]) { ${times(50, n => `a${n}: tasks(filter: {status: $s}) { totalCount }`).join(' ')} }`,
  variables: { s: times(100_000, () => 'QUEUED') },
})

const manyTags = (projectId: string) =>
  JSON.stringify({
    query: `mutation($t: [String!], $p: ID!) { ${times(
      50,
      n => `a${n}: updateProject(input: {id: $p, tags: $t}) { userErrors { code } }`,
    ).join(' ')} }`,
    variables: { p: projectId, t: times(100_000, n => `t${n}`) },
  })

const manyOptions = (projectId: string) =>
  JSON.stringify({
    query: `mutation($o: JSON, $p: ID!) { ${times(
      50,
      n => `a${n}: generateDesign(input: {projectId: $p, prompt: "x", options: $o}) { userErrors { code } }`,
    ).join(' ')} }`,
    variables: { p: projectId, o: Object.fromEntries(times(80_000, n => [`k${n}`, 1])) },
  })

const TYPE = 'name kind description fields { name description type { name ofType { name } } args { name } }'
const introspection = JSON.stringify({
  query: `{ ${times(90, n => `s${n}: __schema { types { ${TYPE} } }`).join(' ')} }`,
})
const oneIntrospection = JSON.stringify({ query: `{ __schema { types { ${TYPE} } } }` })

const restyle = (uploadId: string, projectId: string, count: number) => ({
  query: `mutation { ${times(
    count,
    n =>
      `a${n}: transferStyle(input: {projectId: "${projectId}", sourceUploadId: "${uploadId}", style: "ink", seed: ${n}}) { task { id } userErrors { code } }`,
  ).join(' ')} }`,
})

const http = (path: string, body: string, headers = '') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })

/** Sends one request after another over some connections. */
async function flood(count: number, atOnce: number, send: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  await settled(
    times(atOnce, async () => {
      while (next < count) await send(next++).catch(() => {})
    }),
  )
}

async function cancelAll({ machine, token, projectId }: Account): Promise<void> {
  await machine.ask('mutation($p: ID!) { cancelTasks(projectId: $p) { userErrors { code } } }', { p: projectId }, token)
}

const HANDSHAKE = [
  'GET /graphql HTTP/1.1',
  'host: x',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${'A'.repeat(22)}==`,
  'sec-websocket-protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n')

/** A hundred projects with long descriptions. */
async function fillProjects({ machine, token }: Account): Promise<void> {
  const query = `mutation($d: String!) { ${times(
    50,
    n => `a${n}: createProject(input: {name: "p${n}", description: $d}) { userErrors { code } }`,
  ).join(' ')} }`
  for (let n = 0; n < 2; n += 1) await machine.ask(query, { d: '\u4e2d'.repeat(2_000) }, token)
}

export const attacks: readonly Attack[] = [
  {
    name: 'values with 80,000 unknown keys',
    run: async ({ machine }) => {
      await settled(times(5, () => machine.postText(unknownKeys)))
    },
  },
  {
    name: 'values with 80,000 unknown keys over WebSocket',
    run: async ({ machine }) => {
      const { query, variables } = JSON.parse(unknownKeys)
      const clients = times(5, () => machine.graphqlClient())
      await settled(clients.map(client => client.iterate({ query, variables }).next()))
    },
  },
  {
    name: '50 aliases with 100,000 values each',
    run: async ({ machine, account }) => {
      const { token, projectId } = account
      await settled(times(6, () => machine.postText(manyValues, { token })))
      await settled(times(6, () => machine.postText(manyTags(projectId), { token })))
      await settled(times(6, () => machine.postText(manyOptions(projectId), { token })))
    },
  },
  {
    name: 'answers that are never read',
    run: async ({ machine }) => {
      for (const socket of times(24, () => machine.socket())) {
        socket.pause()
        socket.write(http('/graphql', oneIntrospection).repeat(200))
      }
      await delay(6_000)
    },
  },
  {
    name: 'pipelined requests',
    run: async ({ machine, tasks }) => {
      for (const socket of times(16, n => machine.socket(n % 2 ? tasks : undefined))) {
        socket.resume()
        socket.write(http('/graphql', '{"query":"{ styles { id name } }"}').repeat(2_000))
      }
      await delay(4_000)
    },
  },
  {
    name: 'a picture of 20 MiB, restyled by many aliases',
    run: async ({ account }) => {
      const { machine, token, projectId } = account
      const picture = await noise(2_600, 2_600).png({ compressionLevel: 0 }).toBuffer()
      const id = await upload(account, picture)
      await settled(
        times(8, () => machine.postText(JSON.stringify(restyle(id, projectId, 48)), { token })),
        20_000,
      )
      await settled(
        times(20, () => machine.postText(JSON.stringify(restyle(id, projectId, 1)), { token })),
        20_000,
      )
      await cancelAll(account)
    },
  },
  {
    name: 'a picture of 1 MB, restyled ten times',
    run: async ({ account }) => {
      const { machine, token, projectId } = account
      const id = await upload(account, await noise(2_000, 1_500).jpeg({ quality: 40 }).toBuffer(), 'image/jpeg')
      await settled(times(10, () => machine.postText(JSON.stringify(restyle(id, projectId, 1)), { token })))
      await cancelAll(account)
    },
  },
  {
    name: 'wrong passwords and registrations',
    run: async ({ machine, account }) => {
      const login = (n: number) => ({ query: LOGIN, variables: { u: n % 2 ? account.username : `nobody${n}` } })
      const register = (n: number) => ({ query: REGISTER, variables: { u: `flood${n}${Date.now().toString(36)}` } })
      await settled([
        flood(300, 16, n => machine.postText(JSON.stringify(login(n)))),
        flood(100, 16, n => machine.postText(JSON.stringify(register(n)))),
      ])
    },
  },
  {
    name: 'bodies that come slowly',
    run: async ({ machine, account }) => {
      const head = (length: string) =>
        `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${account.token}\r\ncontent-type: application/json\r\n${length}\r\n\r\n`
      const text = `{"query":"${' '.repeat(990_000)}`
      for (const [n, socket] of times(400, () => machine.socket()).entries()) {
        if (n % 2) socket.write(`${head('content-length: 1000000')}${text}`)
        else socket.write(`${head('transfer-encoding: chunked')}${text.length.toString(16)}\r\n${text}`)
      }
      await delay(6_000)
    },
  },
  {
    name: 'WebSocket messages that come slowly',
    run: async ({ machine }) => {
      for (const socket of times(300, () => machine.webSocket())) {
        socket.once('open', () => {
          socket.send(`{"type":"connection_init","payload":{"x":"${' '.repeat(900_000)}`, { fin: false })
        })
      }
      await delay(6_000)
    },
  },
  {
    name: 'bodies in chunks of one byte',
    run: async ({ machine, tasks }) => {
      const crumbs = '1\r\n \r\n'.repeat(900_000)
      for (const socket of times(24, n => machine.socket(n % 2 ? tasks : undefined))) {
        socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n')
        socket.write(`transfer-encoding: chunked\r\n\r\n${crumbs}`)
      }
      await delay(4_000)
    },
  },
  {
    name: 'WebSocket messages in frames of one byte',
    run: async ({ machine, tasks }) => {
      const frame = (opcode: number) => Buffer.from([opcode, 0x81, 0, 0, 0, 0, 0x20])
      const message = Buffer.concat([frame(1), ...times(16_000, () => frame(0))])
      for (const socket of times(240, n => machine.socket(n % 2 ? tasks : undefined))) {
        socket.write(HANDSHAKE)
        socket.once('data', () => socket.write(message))
      }
      await delay(4_000)
    },
  },
  {
    name: 'many small bodies in crumbs from four addresses',
    run: async ({ machine }) => {
      const login = JSON.stringify({ query: LOGIN, variables: { u: 'nobody' } })
      const crumbs = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(1_023)}0\r\n\r\n`
      const machines = times(4, n => new Machine(machine.gateway, `127.0.2.${n + 1}`))
      for (const other of machines) {
        for (const socket of times(300, () => other.socket())) {
          socket.resume()
          socket.write(http('/graphql', login) + crumbs.repeat(15))
        }
      }
      await delay(9_000)
      await Promise.all(machines.map(other => other.leave()))
    },
  },
  {
    name: 'tiny pings over WebSockets that nobody reads',
    run: async ({ machine }) => {
      const pings = Buffer.concat(times(200, () => Buffer.from([0x89, 0x80, 0, 0, 0, 0])))
      for (const socket of times(20, () => machine.socket())) {
        socket.write(HANDSHAKE)
        socket.once('data', () => {
          socket.pause()
          const pump = () => {
            while (socket.writable && socket.write(pings));
          }
          socket.on('drain', pump)
          pump()
        })
      }
      await delay(8_000)
    },
  },
  {
    name: 'long answers, many at once',
    run: async ({ machine, account }) => {
      const { token } = account
      await fillProjects(account)
      const all = (n: number) =>
        `{ ${times(45, a => `a${a}x${n}: projects(first: ${50 - (n % 7)}) { nodes { d${n}: description tags } }`).join(' ')} }`
      await settled(
        times(64, n => machine.postText(JSON.stringify({ query: all(n) }), { token })),
        20_000,
      )
      for (const [n, socket] of times(32, () => machine.socket()).entries()) {
        socket.pause()
        socket.write(http('/graphql', JSON.stringify({ query: all(n) }), `authorization: Bearer ${token}\r\n`))
      }
      await delay(8_000)
    },
  },
  {
    name: 'long events for WebSockets that nobody reads',
    run: async ({ machine, account }) => {
      const { token, projectId } = account
      const prompts = times(90, n => `p${n}: prompt`).join(' ')
      for (const [n, socket] of times(90, () => machine.webSocket(token)).entries()) {
        socket.once('open', () => {
          socket.pause()
          for (const m of times(5, m => m)) {
            const query = `subscription($p: ID) { tasksUpdated(projectId: $p) { x${n * 5 + m}: id status ${prompts} } }`
            socket.send(
              JSON.stringify({ id: `${m}`, type: 'subscribe', payload: { query, variables: { p: projectId } } }),
            )
          }
        })
      }
      await delay(3_000)
      const generate = `mutation($p: ID!, $q: String!) { ${times(
        40,
        n => `a${n}: generateDesign(input: {projectId: $p, prompt: $q, size: "64x64"}) { userErrors { code } }`,
      ).join(' ')} }`
      await settled([
        machine.postText(JSON.stringify({ query: generate, variables: { p: projectId, q: 'word '.repeat(799) } }), {
          token,
        }),
      ])
      await delay(12_000)
      await cancelAll(account)
    },
  },
  {
    name: 'many WebSockets with many subscriptions',
    run: async ({ machine, account }) => {
      const clients = times(120, n => machine.graphqlClient(n % 2 ? account.token : undefined))
      const query = 'subscription($p: ID) { tasksUpdated(projectId: $p) { id status project { name } } }'
      const stats = 'subscription { queueStatsUpdated { pending } }'
      const events = clients.flatMap(client =>
        times(20, n => client.iterate({ query: n % 2 ? query : stats, variables: { p: account.projectId } }).next()),
      )
      await settled(events, 6_000)
    },
  },
  {
    name: 'ever new documents, deep and wide',
    run: async ({ machine, account }) => {
      const deep = (n: number) =>
        `{ ${times(12, a => `a${a}x${n}: projects(first: 2) { nodes { owner { projects(first: 2) { nodes { tasks(first: 2) { nodes { b${n}: project { owner { id username } } } } } } } } }`).join(' ')} }`
      await flood(300, 16, n => machine.postText(JSON.stringify({ query: deep(n) }), { token: account.token }))
      const wide = (n: number) => `{ ${times(90, a => `w${n}x${a}: styles { id name }`).join(' ')} }`
      await flood(300, 16, n => machine.postText(JSON.stringify({ query: wide(n) })))
    },
  },
  {
    name: 'a flood of strangers',
    run: async ({ machine }) => {
      await flood(2_000, 64, n =>
        machine.postText('{"query":"{ me { id } }"}', n % 2 ? { token: `${'x'.repeat(2_000)}.y.z` } : {}),
      )
      await flood(1_000, 64, () => machine.postText('{"query": not JSON'))
    },
  },
  {
    name: 'large introspections',
    run: async ({ machine }) => {
      await flood(60, 12, () => machine.postText(introspection))
    },
  },
  {
    name: 'large introspections from many addresses',
    run: async ({ machine }) => {
      const machines = times(9, n => new Machine(machine.gateway, `127.0.1.${n + 1}`))
      await settled(
        machines.flatMap(other =>
          times(32, n => other.postText(JSON.stringify({ query: `${getIntrospectionQuery()} # ${n}` }))),
        ),
        20_000,
      )
      await Promise.all(machines.map(other => other.leave()))
    },
  },
  {
    name: 'uploads that come slowly',
    run: async ({ machine, account, tasks }) => {
      const bytes = Buffer.alloc(4_000_000)
      const uploads = await Promise.all(
        times(20, () => createUpload(account, bytes, 'image/png').catch(() => undefined)),
      )
      for (const place of uploads) {
        if (!place) continue
        const { pathname, search } = new URL(place.url)
        const headers = Object.entries(place.headers).map(([name, value]) => `${name}: ${value}\r\n`)
        for (const socket of times(5, () => machine.socket(tasks))) {
          socket.write(
            `PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\n${headers.join('')}content-length: ${bytes.length}\r\n\r\n`,
          )
          socket.write(bytes.subarray(0, 3_900_000))
        }
      }
      await delay(5_000)
    },
  },
  {
    name: 'requests that are given up',
    run: async ({ machine, account }) => {
      const query =
        '{ projects(first: 50) { nodes { tasks(first: 50) { nodes { project { owner { username } } } } } } }'
      await flood(500, 32, n =>
        machine.postText(JSON.stringify({ query: `${query} # ${n}` }), {
          token: account.token,
          signal: AbortSignal.timeout(5 + (n % 20)),
        }),
      )
    },
  },
]

const LOGIN = 'mutation($u: String!) { login(input: {username: $u, password: "it is wrong"}) { userErrors { code } } }'
const REGISTER =
  'mutation($u: String!) { register(input: {username: $u, password: "correct horse"}) { userErrors { code } } }'

export type { Reply }
