import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Dispatcher, Pool } from 'undici'
import { announce, subgraphUrls } from './contender.ts'

/** The lower bound: a proxy with the three operations hard-coded: the same fetches, their merge, and no checks. */
// biome-ignore lint/suspicious/noExplicitAny: the responses of its subgraphs are known
type Data = any

const endpoints = new Map(
  Object.entries(subgraphUrls).map(([name, url]) => [name, new Pool(new URL(url).origin, { connections: 64 })]),
)

class Exchange implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = []
  readonly #resolve: (data: Data) => void
  readonly #reject: (error: Error) => void
  constructor(resolve: (data: Data) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }
  onRequestStart() {}
  onResponseStart() {}
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer) {
    this.#chunks.push(chunk)
  }
  onResponseEnd() {
    this.#resolve(JSON.parse(Buffer.concat(this.#chunks).toString()).data)
  }
  onResponseError(_: Dispatcher.DispatchController, error: Error) {
    this.#reject(error)
  }
}

const ask = (service: string, body: string, authorization: string) =>
  new Promise<Data>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization }
    endpoints.get(service)?.dispatch({ method: 'POST', path: '/graphql', headers, body }, new Exchange(resolve, reject))
  })

const head = (query: string) => `{"query":${JSON.stringify(query)}`
const ME = `${head('{me{username}}')}}`
const PROJECTS = `${head('{projects(first:20){id name owner{id}}}')}}`
const TASKS = head(
  'query($r:[_Any!]!){_entities(representations:$r){... on Project{tasks(first:5){id status progress prompt requestedBy{id}}}}}',
)
const NAMES = head('query($r:[_Any!]!){_entities(representations:$r){... on User{username}}}')
const PEOPLE = head('query($r:[_Any!]!){_entities(representations:$r){... on User{username displayName}}}')
const FEED = `${head('{tasks(first:500){id status prompt requestedBy{id}}}')}}`

async function entities(service: string, start: string, type: string, ids: Iterable<string>, authorization: string) {
  const distinct = [...new Set(ids)]
  const representations = distinct.map(id => `{"__typename":"${type}","id":"${id}"}`).join(',')
  const { _entities } = await ask(service, `${start},"variables":{"r":[${representations}]}}`, authorization)
  return new Map<string, Data>(distinct.map((id, index) => [id, _entities[index]]))
}

async function board(authorization: string) {
  const { projects } = await ask('projects', PROJECTS, authorization)
  const withTasks = async () => {
    const found = await entities(
      'tasks',
      TASKS,
      'Project',
      projects.map(({ id }: Data) => id),
      authorization,
    )
    const all = [...found.values()].flatMap(({ tasks }) => tasks)
    const people = await entities(
      'users',
      NAMES,
      'User',
      all.map(({ requestedBy }) => requestedBy.id),
      authorization,
    )
    for (const task of all) task.requestedBy = people.get(task.requestedBy.id)
    return found
  }
  const owners = entities(
    'users',
    PEOPLE,
    'User',
    projects.map(({ owner }: Data) => owner.id),
    authorization,
  )
  const [tasks, people] = await Promise.all([withTasks(), owners])
  for (const project of projects) {
    project.owner = people.get(project.owner.id)
    project.tasks = tasks.get(project.id).tasks
  }
  return { projects }
}

async function feed(authorization: string) {
  const { tasks } = await ask('tasks', FEED, authorization)
  const ids = tasks.map(({ requestedBy }: Data) => requestedBy.id)
  const people = await entities('users', PEOPLE, 'User', ids, authorization)
  for (const task of tasks) task.requestedBy = people.get(task.requestedBy.id)
  return { tasks }
}

const answers: Record<string, (authorization: string) => Promise<Data>> = {
  Me: authorization => ask('users', ME, authorization),
  Board: board,
  Feed: feed,
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', async () => {
    const { operationName } = JSON.parse(Buffer.concat(chunks).toString())
    const data = await answers[operationName]?.(authorizationOf(request))
    const body = Buffer.from(JSON.stringify({ data }))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => announce(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`))

const authorizationOf = ({ headers }: IncomingMessage) => headers.authorization ?? ''
