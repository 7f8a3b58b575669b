import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createProjectsApp } from '@atelier/projects/app.ts'
import { type ProjectsSettings, projectsEnvironment, projectsSettings } from '@atelier/projects/config.ts'
import type { ProjectLimits } from '@atelier/projects/domain/limits.ts'
import type { ProjectEvent } from '@atelier/schema/messages/accounts.ts'
import { createSubgraphClient, type GraphQLAnswer, type SubgraphClient } from '../platform/subgraphClient.ts'
import { createTestPorts, type TestPorts } from '../platform/testPorts.ts'
import { startUsersStandIn, type UsersStandIn } from './usersStandIn.ts'

/** Somebody with an account, and what they ask. */
export interface Person {
  viewer: Viewer
  id: string
  token: string
  run(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer>
  /** The id of a new project of theirs. */
  project(input?: Record<string, unknown>): Promise<string>
  /** Invites another person to a project of theirs, who accepts where that is asked for. */
  invite(projectId: string, person: Person, role?: string): Promise<void>
}

/** The projects service as it is, with a stand-in for the users service beside it. */
export interface TestProjects {
  url: string
  client: SubgraphClient
  ports: TestPorts
  users: UsersStandIn
  person(viewer?: Partial<Viewer>): Promise<Person>
  /** What an anonymous caller is answered. */
  run(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer>
  /** What was published of a project so far, in order. */
  eventsOf(projectId: string): ProjectEvent[]
  /** The ids of the traces that these belong to. */
  tracesOf(projectId: string): (string | undefined)[]
  /** How many SQL statements something takes. */
  countQueries(work: () => Promise<unknown>): Promise<number>
  close(): Promise<void>
}

const CREATE = `mutation ($input: CreateProjectInput!) {
  createProject(input: $input) { project { id } userErrors { code } }
}`
const ADD_MEMBER = `mutation ($input: AddProjectMemberInput!) {
  addProjectMember(input: $input) { invitation { id } userErrors { code } }
}`
const ACCEPT = `mutation ($projectId: ID!) {
  acceptProjectInvitation(projectId: $projectId) { userErrors { code } }
}`

/** The limits of a test; those of invitations are changed one by one. */
export type TestLimits = Partial<Omit<ProjectLimits, 'invitations'>> & {
  invitations?: Partial<ProjectLimits['invitations']>
}

/** @param given settings that differ from the default ones, and a database that there is already. */
export async function startTestProjects(
  given: Partial<Omit<ProjectsSettings, 'limits'>> & { limits?: TestLimits; databaseUrl?: string } = {},
): Promise<TestProjects> {
  const { limits, databaseUrl, ...others } = given
  const usual = projectsSettings(loadConfig(projectsEnvironment, {}))
  const ports = await createTestPorts(databaseUrl === undefined ? {} : { databaseUrl })
  const users = await startUsersStandIn()
  const app = await createProjectsApp({
    ...ports,
    settings: {
      ...usual,
      usersUrl: () => users.url,
      usersTimeoutMs: 2_000,
      ...others,
      limits: { ...usual.limits, ...limits, invitations: { ...usual.limits.invitations, ...limits?.invitations } },
    },
  })
  const published: { event: ProjectEvent; headers: Record<string, string> }[] = []
  await ports.bus.subscribe({
    topic: 'project-events',
    group: 'test',
    handle: async ({ value, headers }) => void published.push({ event: JSON.parse(value), headers }),
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const client = createSubgraphClient(url, ports.gatewaySecret)

  return {
    url,
    client,
    ports,
    users,
    async person(given) {
      const { viewer, token } = await ports.tokenOf(given)
      users.accounts.add(viewer.id)
      const run: Person['run'] = (query, variables) => client.run(query, variables, token)
      return {
        viewer,
        id: viewer.id,
        token,
        run,
        async project(input = {}) {
          const { data } = await run(CREATE, { input: { name: 'Posters', ...input } })
          return data.createProject.project.id
        },
        async invite(projectId, person, role = 'EDITOR') {
          const { data } = await run(ADD_MEMBER, { input: { projectId, userId: person.id, role } })
          if (data.addProjectMember.userErrors.length > 0) throw new Error('could not be invited')
          if (!data.addProjectMember.invitation) return
          const accepted = await person.run(ACCEPT, { projectId })
          if (accepted.data.acceptProjectInvitation.userErrors.length > 0) throw new Error('could not accept')
        },
      }
    },
    run: (query, variables) => client.run(query, variables),
    eventsOf: id => published.filter(({ event }) => event.projectId === id).map(({ event }) => event),
    tracesOf: id =>
      published.filter(({ event }) => event.projectId === id).map(({ headers }) => headers.traceparent?.split('-')[1]),
    async countQueries(work) {
      ports.queries.length = 0
      await work()
      return ports.queries.length
    },
    async close() {
      await client.close()
      await app.close()
      await users.close()
      await ports.close()
    },
  }
}
