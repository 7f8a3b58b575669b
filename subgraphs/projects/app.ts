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
import { InvitationBlockRepository } from './data/invitationBlockRepository.ts'
import { InvitationRepository } from './data/invitationRepository.ts'
import { MemberRepository } from './data/memberRepository.ts'
import { PersonRepository } from './data/personRepository.ts'
import { ProjectRepository } from './data/projectRepository.ts'
import { createUserDirectory } from './data/userDirectory.ts'
import type { ProjectsDeps } from './deps.ts'
import { startConsumers } from './events/consumers.ts'
import { createProjectEvents } from './events/projectEvents.ts'
import { forgetUser } from './operations/forgetUser.ts'
import { createContext } from './resolvers/context.ts'
import { resolvers } from './resolvers/index.ts'
import { permissions } from './resolvers/permissions.ts'

/** Options of the projects service. */
export interface ProjectsOptions extends SubgraphPorts {
  settings: ProjectsSettings
}

/** Mutations that are not rejected on low disk space: they free some. */
const WITHOUT_ROOM: ReadonlySet<string> = new Set(['deleteProject', 'removeProjectMember'])

/** Creates the projects service; it opens its own database and closes only what it opened. */
export const createProjectsApp = (options: ProjectsOptions): Promise<Service> =>
  createService({ name: 'projects', log: options.log }, parts => assemble({ ...options, log: parts.log }, parts))

async function assemble(options: ProjectsOptions, { health, opened, openHttp }: ServiceParts): Promise<Assembled> {
  const { bus, clock, settings, gatewaySecret, log } = options
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')
  const commits = new OutboxCommits()
  const database = await openDatabase(projectsDatabase, {
    url: options.databaseUrl,
    log,
    subscribers: [commits],
    limits: options.databaseLimits,
    onQuery: options.onQuery,
  })
  opened.defer(() => database.close())
  health.add('database', () => database.ping())
  health.add(
    'bus',
    requiredAtStartup('events queued in the outbox', () => bus.ping()),
  )

  const outbox = createOutbox({ clock })
  const topics = [projectEvents.name, deadLetters.name]
  const relay = createOutboxRelay({
    ...{ database, bus, clock, log, topics, commits },
    singleInstance: options.singleInstance,
  })
  opened.defer(() => relay.stop())

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
  const deps: ProjectsDeps = {
    ...{ database, clock, settings },
    projects: new ProjectRepository(database),
    members: new MemberRepository(database),
    invitations: new InvitationRepository(database),
    blocks: new InvitationBlockRepository(database),
    people: new PersonRepository(),
    users: createUserDirectory(users),
    events: createProjectEvents({ outbox, clock }),
    counters: withLocalFallback(options.cache, createMemoryCache({ clock }), { log }),
  }

  const http = openHttp(options.http)
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: options.verifier,
    gatewaySecret,
    createContext: caller => createContext(deps, caller),
    room: { check: database.checkRoom, exempt: WITHOUT_ROOM },
    log,
  })

  opened.defer(stopServing)

  return {
    http,
    async start() {
      relay.start()
      const consumers = await startConsumers({
        ...{ bus, database, outbox, clock, log },
        reactions: { userDeleted: event => forgetUser(deps, event) },
      })
      await deferOrClose(opened, () => consumers.close())
    },
  }
}
