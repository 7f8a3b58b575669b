import { readFile } from 'node:fs/promises'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { Subscription } from '@atelier/platform/bus/eventBus.ts'
import { withLocalFallback } from '@atelier/platform/cache/localFallback.ts'
import { createMemoryCache } from '@atelier/platform/cache/memoryCache.ts'
import { createSubgraphSchema } from '@atelier/platform/graphql/subgraphSchema.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { neededToStart } from '@atelier/platform/health/away.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import type { Service, SubgraphPorts } from '@atelier/platform/http/service.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { createOutboxRelay, OutboxCommits } from '@atelier/platform/outbox/relay.ts'
import { deadLetters, projectEvents } from '@atelier/schema/messages/topics.ts'
import type { ProjectsSettings } from './config.ts'
import { projectsDatabase } from './data/definition.ts'
import { createHttpUserDirectory } from './data/httpUserDirectory.ts'
import { createInvitationBlockRepository } from './data/invitationBlockRepository.ts'
import { createInvitationRepository } from './data/invitationRepository.ts'
import { createMemberRepository } from './data/memberRepository.ts'
import { createPersonRepository } from './data/personRepository.ts'
import { createProjectRepository } from './data/projectRepository.ts'
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
export async function createProjectsApp(deps: ProjectsDeps): Promise<Service> {
  const { bus, clock, settings, gatewaySecret } = deps
  const log = deps.log.child({ service: 'projects' })
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')
  const commits = new OutboxCommits()
  const database = await openDatabase(projectsDatabase, {
    url: deps.databaseUrl,
    log,
    subscribers: [commits],
    ...(deps.databaseLimits ? { limits: deps.databaseLimits } : {}),
    ...(deps.onQuery ? { onQuery: deps.onQuery } : {}),
  })

  const outbox = createOutbox({ clock })
  const topics = [projectEvents.name, deadLetters.name]
  const relay = createOutboxRelay({ database, bus, clock, log, topics, alone: deps.alone, commits })

  const projects = createProjectRepository(database)
  const members = createMemberRepository(database)
  const invitations = createInvitationRepository(database)
  const blocks = createInvitationBlockRepository(database)
  const people = createPersonRepository()
  const users = createHttpUserDirectory({
    url: settings.usersUrl,
    timeoutMs: settings.usersTimeoutMs,
    gatewaySecret,
    log,
  })
  const events = createProjectEvents({ outbox, clock })
  const counters = withLocalFallback(deps.cache, createMemoryCache({ clock }), { log })
  const operationDeps: OperationDeps = {
    ...{ database, projects, members, invitations, blocks, people, users, events, clock },
    limits: settings.limits,
    invitationRate: createInvitationRate(counters, settings.invitationRate),
  }
  const operations = createProjectOperations(operationDeps)

  const metrics = createMetrics({ service: 'projects' })
  const health = createHealth()
  health.add('database', () => database.ping())
  health.add(
    'bus',
    neededToStart('what is to be told waits', () => bus.ping()),
  )

  const http = createHttpServer({ ...deps.http, log, metrics, health })
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: deps.verifier,
    gatewaySecret,
    createContext: request => createContext(request, { projects, members, invitations, blocks, operations, clock }),
    room: { check: database.checkRoom, exempt: WITHOUT_ROOM },
    log,
  })

  let accounts: Subscription | undefined
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    health.drain()
    http.connections.goAway()
    await accounts?.close()
    await relay.stop()
    await stopServing()
    await http.close()
    await users.close()
    await database.close()
  }

  return {
    http,
    health,
    metrics,
    async listen(address) {
      relay.start()
      accounts = await consumeUserEvents({
        bus,
        database,
        outbox,
        clock,
        log,
        forgetUser: forgetUser(operationDeps),
      })
      return listen(http, address)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
