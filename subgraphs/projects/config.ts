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
const MAX_COUNT = 1_000_000

/** Environment variables of the projects service's rules. */
export const projectsEnvironment = z.object({
  USERS_URL: z
    .url()
    .default('http://127.0.0.1:4001/graphql')
    .describe('GraphQL endpoint of the users service, for checking that a new member exists.'),
  USERS_TIMEOUT_MS: milliseconds(3_000, { max: 60_000 }).describe(
    'Timeout of a request to the users service, in milliseconds.',
  ),
  USERS_BREAK_MS: milliseconds(30_000, { max: 600_000 }).describe(
    'Milliseconds that the circuit of the users service stays open.',
  ),
  MAX_PROJECT_MEMBERS: wholeNumber(200, { min: 1, max: 1_000 }).describe(
    'Maximum members of a project, including the owner and invited users.',
  ),
  MAX_OWNED_PROJECTS: wholeNumber(1_000, { min: 1, max: MAX_COUNT }).describe('Maximum projects owned by a user.'),
  MAX_JOINED_PROJECTS: wholeNumber(1_000, { min: 1, max: MAX_COUNT }).describe(
    'Maximum memberships of a user in projects of others.',
  ),
  PROJECT_INVITATIONS: onOff('on').describe(
    'Whether new members must accept an invitation; off adds them at once, for the installation of a single team.',
  ),
  MAX_PROJECT_INVITATIONS: wholeNumber(50, { min: 1, max: 1_000 }).describe('Maximum open invitations of a project.'),
  MAX_RECEIVED_INVITATIONS: wholeNumber(100, { min: 1, max: MAX_COUNT }).describe(
    'Maximum open invitations of a user.',
  ),
  MAX_INVITATIONS_BETWEEN: wholeNumber(5, { min: 1, max: MAX_COUNT }).describe(
    'Maximum open invitations from one user to another, including those declined within INVITATION_WAIT_MS.',
  ),
  INVITATION_RATE_LIMIT: limit(50, MAX_COUNT).describe(
    'Maximum invitations sent by a user per window; 0 for no limit.',
  ),
  INVITATION_RATE_WINDOW_MS: milliseconds(DAY_MS).describe('Length of that window, in milliseconds.'),
  INVITATION_TTL_MS: milliseconds(14 * DAY_MS, { max: 365 * DAY_MS }).describe(
    'Lifetime of an invitation, in milliseconds.',
  ),
  INVITATION_WAIT_MS: milliseconds(30 * DAY_MS, { min: 0, max: 365 * DAY_MS }).describe(
    'Milliseconds after a decline in which the user cannot be invited to the same project again.',
  ),
  MAX_INVITATION_BLOCKS: wholeNumber(1_000, { min: 1, max: MAX_COUNT }).describe('Maximum users blocked by a user.'),
})

/** Environment variables of a projects service process. */
export const projectsProcessEnvironment = z.object({
  ...projectsEnvironment.shape,
  ...httpSettings(4002).shape,
  ...logSettings.shape,
  ...subgraphAuthSettings.shape,
  ...portsSettings.shape,
  ...databaseSettings('sqlite:.data/projects.sqlite').shape,
})

/** Settings of the projects service's rules. */
export interface ProjectsSettings {
  /** GraphQL endpoint of the users service; a function where its port is known only later. */
  usersUrl: string | (() => string)
  usersTimeoutMs: number
  /** Milliseconds that the circuit of the users service stays open. */
  usersBreakMs: number
  limits: ProjectLimits
  /** Maximum invitations sent by a user per window. */
  invitationRate: { max: number; windowMs: number }
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
    invitationRate: { max: env.invitationRateLimit, windowMs: env.invitationRateWindowMs },
  }
}
