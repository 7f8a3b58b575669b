import {
  databaseSettings,
  httpSettings,
  logSettings,
  milliseconds,
  subgraphAuthSettings,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { portsSettings } from '@atelier/platform/ports/portsSettings.ts'
import { z } from 'zod'

/** The variables of what the projects service decides by. */
export const projectsEnvironment = z.object({
  USERS_URL: z
    .url()
    .default('http://127.0.0.1:4001/graphql')
    .describe('The GraphQL endpoint of the users service, which is asked whether a new member exists.'),
  USERS_TIMEOUT_MS: milliseconds(3_000, { max: 60_000 }).describe('Milliseconds that its answer may take.'),
  MAX_PROJECT_MEMBERS: wholeNumber(200, { min: 1, max: 1_000 }).describe('How many members a project has at most.'),
})

/** The variables of a projects service that runs alone. */
export const projectsProcessEnvironment = z.object({
  ...projectsEnvironment.shape,
  ...httpSettings(4002).shape,
  ...logSettings.shape,
  ...subgraphAuthSettings.shape,
  ...portsSettings.shape,
  ...databaseSettings('sqlite:.data/projects.sqlite').shape,
})

/** What the projects service decides by. */
export interface ProjectsSettings {
  /** The users service's GraphQL endpoint; a function where its port is known only later. */
  usersUrl: string | (() => string)
  usersTimeoutMs: number
  /** How many members a project has at most, the owner included. */
  maxMembers: number
}

export function projectsSettings(env: z.output<typeof projectsEnvironment>): ProjectsSettings {
  return {
    usersUrl: env.USERS_URL,
    usersTimeoutMs: env.USERS_TIMEOUT_MS,
    maxMembers: env.MAX_PROJECT_MEMBERS,
  }
}
