import { readFile } from 'node:fs/promises'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { withLocalFallback } from '@atelier/platform/cache/localFallback.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { SubgraphClient } from '@atelier/platform/graphql/subgraphClient.ts'
import { createSubgraphSchema } from '@atelier/platform/graphql/subgraphSchema.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { requiredAtStartup } from '@atelier/platform/health/requiredAtStartup.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { createOutboxRelay, OutboxCommits } from '@atelier/platform/outbox/relay.ts'
import { deferOrClose } from '@atelier/platform/service/closing.ts'
import { type Assembled, createService, type ServiceParts } from '@atelier/platform/service/createService.ts'
import type { Service, SubgraphPorts } from '@atelier/platform/service/service.ts'
import { deadLetters, projectEvents } from '@atelier/schema/messages/topics.ts'
import type { ProjectsSettings } from './config.ts'
import { projectsDatabase } from './data/definition.ts'
import { createInvitationBlockRepository } from './data/invitationBlockRepository.ts'
import { createInvitationRepository } from './data/invitationRepository.ts'
import { createMemberRepository } from './data/memberRepository.ts'
import { createPersonRepository } from './data/personRepository.ts'
import { createProjectRepository } from './data/projectRepository.ts'
import { createUserDirectory } from './data/userDirectory.ts'
import { WITHOUT_ROOM } from './domain/withoutRoom.ts'
import { createProjectEvents } from './events/projectEvents.ts'
import { consumeUserEvents } from './events/userEvents.ts'
import type { OperationDeps } from './operations/deps.ts'
import { forgetUser } from './operations/forgetUser.ts'
import { createInvitationRate } from './operations/invitationRate.ts'
import { createProjectOperations } from './operations/projectOperations.ts'
import { createContext } from './resolvers/context.ts'
import { resolvers } from './resolvers/index.ts'
import { permissions } from './resolvers/permissions.ts'

/** What the projects service is given. */
export type ProjectsDeps = SubgraphPorts & { settings: ProjectsSettings }

/** Puts the projects service together; it opens its own database and closes only what it opened. */
export function createProjectsApp(given: ProjectsDeps): Promise<Service> {
  const deps = { ...given, log: given.log.child({ service: 'projects' }) }
  return createService({ name: 'projects', log: deps.log }, parts => assemble(deps, parts))
}

async function assemble(deps: ProjectsDeps, { health, opened, openHttp }: ServiceParts): Promise<Assembled> {
  const { bus, clock, settings, gatewaySecret, log } = deps
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')
  const commits = new OutboxCommits()
  const database = await openDatabase(projectsDatabase, {
    url: deps.databaseUrl,
    log,
    subscribers: [commits],
    limits: deps.databaseLimits,
    onQuery: deps.onQuery,
  })
  opened.defer(() => database.close())
  health.add('database', () => database.ping())
  health.add(
    'bus',
    requiredAtStartup('what is to be told waits', () => bus.ping()),
  )

  const outbox = createOutbox({ clock })
  const topics = [projectEvents.name, deadLetters.name]
  const relay = createOutboxRelay({
    ...{ database, bus, clock, log, topics, commits },
    singleInstance: deps.singleInstance,
  })
  opened.defer(() => relay.stop())

  const projects = createProjectRepository(database)
  const members = createMemberRepository(database)
  const invitations = createInvitationRepository(database)
  const blocks = createInvitationBlockRepository(database)
  const people = createPersonRepository()
  const users = new SubgraphClient({
    name: 'users',
    url: settings.usersUrl,
    gatewaySecret,
    timeoutMs: settings.usersTimeoutMs,
    breakMs: settings.usersBreakMs,
    clock,
    log,
  })
  opened.defer(() => users.close())
  const events = createProjectEvents({ outbox, clock })
  const counters = withLocalFallback(deps.cache, createMemoryCache({ clock }), { log })
  const operationDeps: OperationDeps = {
    ...{ database, projects, members, invitations, blocks, people, users: createUserDirectory(users), events, clock },
    limits: settings.limits,
    invitationRate: createInvitationRate(counters, settings.invitationRate),
  }
  const operations = createProjectOperations(operationDeps)

  const http = openHttp(deps.http)
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: deps.verifier,
    gatewaySecret,
    createContext: request => createContext(request, { projects, members, invitations, blocks, operations, clock }),
    room: { check: database.checkRoom, exempt: WITHOUT_ROOM },
    log,
  })

  opened.defer(stopServing)

  return {
    http,
    async start() {
      relay.start()
      const accounts = await consumeUserEvents({
        ...{ bus, database, outbox, clock, log },
        forgetUser: forgetUser(operationDeps),
      })
      await deferOrClose(opened, () => accounts.close())
    },
  }
}
