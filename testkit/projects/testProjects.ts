import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createProjectsApp } from '@atelier/projects/app.ts'
import { type ProjectsSettings, projectsEnvironment, projectsSettings } from '@atelier/projects/config.ts'
import type { ProjectLimits } from '@atelier/projects/domain/limits.ts'
import type { ProjectEvent } from '@atelier/schema/messages/accounts.ts'
import { createSubgraphClient, type GraphQLAnswer, type SubgraphClient } from '../platform/subgraphClient.ts'
import { createTestPorts, type TestPorts } from '../platform/testPorts.ts'
import { startUsersStandIn, type UsersStandIn } from './usersStandIn.ts'

/** A user with an account. */
export interface ProjectsUser {
  viewer: Viewer
  id: string
  token: string
  run(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer>
  /**
   * Creates a project.
   * @returns its id.
   */
  project(input?: Record<string, unknown>): Promise<string>
  /** Invites another user to a project, who accepts if needed. */
  invite(projectId: string, person: ProjectsUser, role?: string): Promise<void>
}

/** The real projects service, with a stand-in for the users service. */
export interface TestProjects {
  url: string
  client: SubgraphClient
  ports: TestPorts
  users: UsersStandIn
  person(viewer?: Partial<Viewer>): Promise<ProjectsUser>
  /** Executes an operation of an anonymous caller. */
  run(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer>
  /** Published events of a project, in order. */
  eventsOf(projectId: string): ProjectEvent[]
  /** Trace ids of these events. */
  tracesOf(projectId: string): (string | undefined)[]
  /** Counts SQL statements of some work. */
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

/** Overridden limits. */
export type TestLimits = Partial<Omit<ProjectLimits, 'invitations'>> & {
  invitations?: Partial<ProjectLimits['invitations']>
}

/** @param given overridden settings, and an existing database. */
export async function startTestProjects(
  given: Partial<Omit<ProjectsSettings, 'limits'>> & { limits?: TestLimits; databaseUrl?: string } = {},
): Promise<TestProjects> {
  const { limits, databaseUrl, ...others } = given
  const defaults = projectsSettings(loadConfig(projectsEnvironment, {}))
  const ports = await createTestPorts(databaseUrl === undefined ? {} : { databaseUrl })
  const users = await startUsersStandIn()
  const app = await createProjectsApp({
    ...ports,
    settings: {
      ...defaults,
      usersUrl: () => users.url,
      usersTimeoutMs: 10_000,
      ...others,
      limits: {
        ...defaults.limits,
        ...limits,
        invitations: { ...defaults.limits.invitations, ...limits?.invitations },
      },
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
      const run: ProjectsUser['run'] = (query, variables) => client.run(query, variables, token)
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
