import { portsSettings } from '@atelier/platform/adapters/portsSettings.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import {
  databaseSettings,
  httpSettings,
  limit,
  logSettings,
  milliseconds,
  onOff,
  subgraphAuthSettings,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import type { ProjectLimits } from './domain/limits.ts'

const DAY_MS = 86_400_000
const LARGEST_COUNT = 1_000_000

/** The variables of what the projects service decides by. */
export const projectsEnvironment = z.object({
  USERS_URL: z
    .url()
    .default('http://127.0.0.1:4001/graphql')
    .describe('The GraphQL endpoint of the users service, which is asked whether a new member exists.'),
  USERS_TIMEOUT_MS: milliseconds(3_000, { max: 60_000 }).describe('Milliseconds that its answer may take.'),
  USERS_BREAK_MS: milliseconds(30_000, { max: 600_000 }).describe(
    'Milliseconds that it is not asked after too many failures.',
  ),
  MAX_PROJECT_MEMBERS: wholeNumber(200, { min: 1, max: 1_000 }).describe(
    'How many members a project has at most, the owner and those who are invited included.',
  ),
  MAX_OWNED_PROJECTS: wholeNumber(1_000, { min: 1, max: LARGEST_COUNT }).describe(
    'How many projects a person owns at most.',
  ),
  MAX_JOINED_PROJECTS: wholeNumber(1_000, { min: 1, max: LARGEST_COUNT }).describe(
    'How many projects of others a person is a member of at most.',
  ),
  PROJECT_INVITATIONS: onOff('on').describe(
    'Whether people become members only when they have accepted an invitation; off adds them at once, which suits the installation of one team.',
  ),
  MAX_PROJECT_INVITATIONS: wholeNumber(50, { min: 1, max: 1_000 }).describe(
    'How many open invitations a project has at most.',
  ),
  MAX_RECEIVED_INVITATIONS: wholeNumber(100, { min: 1, max: LARGEST_COUNT }).describe(
    'How many open invitations a person has at most.',
  ),
  MAX_INVITATIONS_BETWEEN: wholeNumber(5, { min: 1, max: LARGEST_COUNT }).describe(
    'How many open invitations of one person to one other there are at most, those included that were declined within INVITATION_WAIT_MS.',
  ),
  INVITATION_RATE_LIMIT: limit(50, LARGEST_COUNT).describe(
    'How many invitations a person sends in a window; 0 switches it off.',
  ),
  INVITATION_RATE_WINDOW_MS: milliseconds(DAY_MS).describe('The length of that window in milliseconds.'),
  INVITATION_TTL_MS: milliseconds(14 * DAY_MS, { max: 365 * DAY_MS }).describe(
    'How long an invitation can be accepted, in milliseconds.',
  ),
  INVITATION_WAIT_MS: milliseconds(30 * DAY_MS, { min: 0, max: 365 * DAY_MS }).describe(
    'How long after somebody declined they cannot be invited to the same project again, in milliseconds.',
  ),
  MAX_INVITATION_BLOCKS: wholeNumber(1_000, { min: 1, max: LARGEST_COUNT }).describe(
    'How many people a person blocks the invitations of at most.',
  ),
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
  /** How long the circuit of the users service stays open. */
  usersBreakMs: number
  limits: ProjectLimits
  /** How many invitations one person sends in each window; 0 = any number. */
  invitationRate: { most: number; windowMs: number }
}

export function projectsSettings(env: Settings<typeof projectsEnvironment>): ProjectsSettings {
  return {
    usersUrl: env.usersUrl,
    usersTimeoutMs: env.usersTimeoutMs,
    usersBreakMs: env.usersBreakMs,
    limits: {
      members: env.maxProjectMembers,
      ownedProjects: env.maxOwnedProjects,
      joinedProjects: env.maxJoinedProjects,
      membersAreInvited: env.projectInvitations,
      invitationMs: env.invitationTtlMs,
      invitations: {
        perProject: env.maxProjectInvitations,
        perPerson: env.maxReceivedInvitations,
        between: env.maxInvitationsBetween,
        waitMs: env.invitationWaitMs,
      },
      blocks: env.maxInvitationBlocks,
    },
    invitationRate: { most: env.invitationRateLimit, windowMs: env.invitationRateWindowMs },
  }
}
