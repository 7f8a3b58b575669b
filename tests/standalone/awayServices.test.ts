import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { createGateway } from '@atelier/gateway/gateway.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import type { Answer } from '@atelier/testkit/app/answers.ts'
import { startEmbeddedAtelier } from '@atelier/testkit/app/embeddedAtelier.ts'
import { stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { type TestAtelier, withPeople } from '@atelier/testkit/app/testAtelier.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

const SECRET = 'of this gateway and its subgraphs'
const SERVICES = ['users', 'projects', 'tasks'] as const
type Name = (typeof SERVICES)[number]
/** An answer as loose as the comparison of all its parts wants it. */
// biome-ignore lint/suspicious/noExplicitAny: parts of every shape are compared
type Data = any

let atelier: TestAtelier
let ada: GatewayUser
let proxies: Record<Name, TcpProxy>
let ids: { project: string; task: string }
beforeAll(async () => {
  atelier = withPeople(await startEmbeddedAtelier({ GATEWAY_SECRET: SECRET }))
  const opened = await Promise.all(
    atelier.subgraphs.map(url => openTcpProxy({ host: '127.0.0.1', port: Number(new URL(url).port) })),
  )
  proxies = Object.fromEntries(SERVICES.map((name, index) => [name, opened[index]])) as Record<Name, TcpProxy>
  ada = await atelier.user('ada')
  const bob = await atelier.user('bob')
  const project = await ada.project('Posters')
  const invite = 'mutation ($input: AddProjectMemberInput!) { addProjectMember(input: $input) { invitation { id } } }'
  await ada.get(invite, { input: { projectId: project.id, userId: bob.id, role: 'VIEWER' } })
  await ada.get('mutation ($id: ID!) { blockProjectInvitations(fromUserId: $id) { userId } }', { id: bob.id })
  const task = await project.generate()
  await task.finished()
  ids = { project: project.id, task: task.id }
})
afterAll(async () => {
  await Promise.all(Object.values(proxies).map(proxy => proxy.close()))
  await atelier.close()
})

/** Ada at a gateway of her own, whose circuits nobody else has opened, behind which services can be taken away. */
let asAda: GatewayUser
beforeEach(async () => {
  const at = (name: Name) => `http://127.0.0.1:${proxies[name].port}`
  const log = createLogger({ name: 'gateway', level: 'silent' })
  const revoked = { isRevoked: async () => false }
  const gateway = await createGateway({
    config: loadConfig(gatewayEnvironment, {
      GATEWAY_SECRET: SECRET,
      SUBGRAPH_URLS: SERVICES.map(name => `${name}=${at(name)}/graphql`).join(','),
    }),
    log,
    clock: systemClock,
    verifier: createRemoteTokenVerifier(`${at('users')}/.well-known/jwks.json`, { revoked, clock: systemClock, log }),
  })
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 })
  asAda = stranger(url, ada.token)
  onTestFinished(async () => {
    await asAda.leave()
    await gateway.close()
    for (const proxy of Object.values(proxies)) {
      await proxy.stop()
      await proxy.start()
    }
  })
})

const USER = 'id username displayName'
const TASK = `id status project { id name owner { ${USER} } } requestedBy { ${USER} }`
const PROJECT = `id name
  owner { ${USER} }
  members { role user { ${USER} } }
  invitations { totalCount nodes { role user { ${USER} } invitedBy { ${USER} } project { name } } }
  tasks { totalCount edges { cursor node { ${TASK} } } pageInfo { hasNextPage } }
  taskCounts { total completed }`
const WIDE = `query ($user: ID!, $project: ID!, $task: ID!) {
  me { ${USER} projects { nodes { id name } } projectInvitations { totalCount }
    projectInvitationBlocks { nodes { blockedAt user { ${USER} } } } tasks { nodes { ${TASK} } } }
  user(id: $user) { ${USER} }
  users(first: 5) { totalCount nodes { ${USER} } }
  project(id: $project) { ${PROJECT} }
  projects(first: 1) { totalCount nodes { ${PROJECT} } }
  task(id: $task) { ${TASK} retriedFrom { id } artifacts { width } }
  tasks(first: 1) { totalCount nodes { ${TASK} } }
  queueStats { pending }
  styles { name }
  models { id }
}`

const ask = (): Promise<Answer> => asAda.ask(WIDE, { user: ada.id, project: ids.project, task: ids.task })

/** The answer with these parts null, by path; `*` is every item of a list. */
function without(data: Data, paths: readonly string[]): Data {
  const copy = structuredClone(data)
  for (const path of paths) {
    const steps = path.split('.')
    const last = steps.pop() as string
    let parents = [copy]
    for (const step of steps) parents = parents.flatMap(parent => (step === '*' ? parent : [parent[step]]))
    expect([path, parents.length > 0 && parents.every(parent => parent?.[last] != null)]).toEqual([path, true])
    for (const parent of parents) parent[last] = null
  }
  return copy
}

const inTask = (path: string) => [`${path}.requestedBy`, `${path}.project.owner`]
const inProject = (path: string, tasks = `${path}.tasks.edges.*.node`) => [
  `${path}.owner`,
  `${path}.members.*.user`,
  `${path}.invitations.nodes.*.user`,
  `${path}.invitations.nodes.*.invitedBy`,
  ...inTask(tasks),
]

/** What is null while a service is away: what it has itself, and edges to it. */
const missing: Record<Name, readonly string[]> = {
  users: [
    ...inProject('project'),
    ...inProject('projects.nodes.*'),
    ...inTask('task'),
    ...inTask('tasks.nodes.*'),
    'me',
    'user',
    'users',
  ],
  projects: ['me.projects', 'me.projectInvitations', 'me.projectInvitationBlocks', 'me.tasks.nodes.*.project']
    .concat('task.project', 'tasks.nodes.*.project')
    .concat('project', 'projects'),
  tasks: ['project.tasks', 'project.taskCounts', 'projects.nodes.*.tasks', 'projects.nodes.*.taskCounts']
    .concat('me.tasks', 'task', 'tasks')
    .concat('queueStats', 'styles', 'models'),
}

/** Paths of nulls, without positions in lists. */
function nullPaths(data: Data, path: string[] = []): Set<string> {
  if (data === null) return new Set([path.join('.')])
  if (typeof data !== 'object') return new Set()
  const entries = Object.entries(data)
  return new Set(entries.flatMap(([key, value]) => [...nullPaths(value, Array.isArray(data) ? path : [...path, key])]))
}

/** An error has the path of the field, or of the object that the service was asked about: none for several at the root. */
const isBelow = (path: string, from: string): boolean => from === '' || `${path}.`.startsWith(`${from}.`)

describe.each(SERVICES)('a wide query while the %s service is away', service => {
  it('is answered with all that is not of that service, and errors that explain the rest', async () => {
    const whole = await ask()
    expect(whole.errors).toBeUndefined()
    await proxies[service].stop()
    const { data, errors = [] } = await ask()
    expect(data).toEqual(without(whole.data, missing[service]))
    for (const { extensions } of errors) {
      expect(extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: service })
    }
    const before = nullPaths(whole.data)
    const lost = [...nullPaths(data)].filter(path => !before.has(path))
    const paths = errors.map(({ path = [] }) => path.filter(step => typeof step === 'string').join('.'))
    expect(lost.filter(path => !paths.some(from => isBelow(path, from)))).toEqual([])
    expect(paths.filter(from => !lost.some(path => isBelow(path, from)))).toEqual([])
  })
})

describe.each([
  ['projects', 'tasks'],
  ['tasks', 'projects'],
] as const)('mutations of one operation while the %s service is away', (service, other) => {
  it('are answered each by itself', async () => {
    await ask()
    await proxies[service].stop()
    const { data, errors } = await asAda.ask(`mutation {
      projects: createProject(input: { name: "Another" }) { project { name } userErrors { code } }
      tasks: createUpload(input: { contentType: "image/png", bytes: 100 }) { upload { id } userErrors { code } }
    }`)
    expect(data[service]).toBeNull()
    expect(data[other]).toMatchObject({ userErrors: [] })
    expect(errors).toMatchObject([{ path: [service], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
  })
})

it('an event of a task arrives without the parts of the services that are away', async () => {
  await ask()
  await proxies.users.stop()
  await proxies.projects.stop()
  const events = asAda.watch(`subscription ($id: ID!) { taskUpdated(id: $id) { ${TASK} } }`, { id: ids.task })
  for await (const { data, errors } of events) {
    expect(data).toMatchObject({ taskUpdated: { id: ids.task, status: 'COMPLETED', project: null, requestedBy: null } })
    expect(errors?.length).toBeGreaterThan(0)
    for (const { path } of errors ?? []) expect(path?.[0]).toBe('taskUpdated')
    break
  }
})
