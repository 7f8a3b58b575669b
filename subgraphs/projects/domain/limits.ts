import type { InvitationLimits } from './invitation.ts'

/** Limits of projects and members. */
export interface ProjectLimits {
  /** Maximum members of a project, including the owner and invited users. */
  members: number
  /** Maximum projects owned by a user. */
  ownedProjects: number
  /** Maximum memberships of a user in projects of others. */
  joinedProjects: number
  /** Whether members must accept an invitation; otherwise managers of a project add them at once. */
  membersAreInvited: boolean
  /** Lifetime of an invitation, in milliseconds. */
  invitationMs: number
  invitations: InvitationLimits
  /** Maximum users blocked by a user. */
  blocks: number
}
