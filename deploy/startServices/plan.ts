import { environmentFor } from '@atelier/devservers/contract/addresses.ts'
import { type ServiceName, serviceNames, serviceProcesses } from '../processes.ts'
import { databaseUrls, type StartSettings } from './settings.ts'

/** The process of one service, with its URL. */
export interface PlannedService {
  name: ServiceName
  /** The file that Node runs, from the root of the checkout. */
  main: string
  env: Record<string, string>
  url: string
  /** Token of its management port, for readiness details. */
  token: string
}

/** Secrets shared by the services of one start. */
export interface SharedSecrets {
  GATEWAY_SECRET: string
  OBJECTS_SECRET: string
  /** For the reasons in `/health/ready`. */
  MANAGEMENT_TOKEN: string
}

/** Variables that differ between processes, or are of one alone. */
const OF_ONE_PROCESS = ['PORT', 'MANAGEMENT_PORT', 'DATABASE_URL', ...Object.keys(databaseUrls.shape)]

/**
 * Every service with its environment: the servers of `pnpm services`, its port, and the URLs of the others.
 *
 * The servers, the databases and the ports are fixed; all else can be overridden by the caller's environment.
 */
export function planServices(
  settings: StartSettings,
  secrets: SharedSecrets,
  env: Record<string, string | undefined>,
): PlannedService[] {
  const ports: Record<ServiceName, number> = {
    users: settings.usersPort,
    projects: settings.projectsPort,
    tasks: settings.tasksPort,
    worker: settings.workerPort,
    gateway: settings.gatewayPort,
  }
  const databases: Partial<Record<ServiceName, string | undefined>> = {
    users: settings.usersDatabaseUrl,
    projects: settings.projectsDatabaseUrl,
    tasks: settings.tasksDatabaseUrl,
    worker: settings.workerDatabaseUrl,
  }
  const urlOf = (name: ServiceName) => `http://${reachable(settings.host)}:${ports[name]}`
  const inherited = present(env, name => !OF_ONE_PROCESS.includes(name))
  const defaults = {
    ...secrets,
    JWKS_URL: `${urlOf('users')}/.well-known/jwks.json`,
    USERS_URL: `${urlOf('users')}/graphql`,
    PROJECTS_URL: `${urlOf('projects')}/graphql`,
    PUBLIC_URL: urlOf('tasks'),
    SUBGRAPH_URLS: (['users', 'projects', 'tasks'] as const).map(name => `${name}=${urlOf(name)}/graphql`).join(','),
  }
  return serviceNames.map(name => {
    const { main, settings: schema } = serviceProcesses[name]
    const isRead = (variable: string) => variable in schema.shape
    const defaultServers = environmentFor(name === 'gateway' ? 'users' : name, settings)
    const fixed = {
      ...defaultServers,
      DATABASE_URL: databases[name] ?? defaultServers.DATABASE_URL,
      HOST: settings.host,
      PORT: String(ports[name]),
    }
    return {
      name,
      main,
      env: { ...present(defaults, isRead), ...inherited, ...present(fixed, isRead) },
      url: urlOf(name),
      token: inherited.MANAGEMENT_TOKEN ?? secrets.MANAGEMENT_TOKEN,
    }
  })
}

/** The address to connect to for a listening address. */
const reachable = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

const present = (env: Record<string, string | undefined>, isWanted: (name: string) => boolean) =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]) && isWanted(entry[0])),
  )
