import type { InvitationLimits } from './invitation.ts'

/** How much there may be of what callers make. */
export interface ProjectLimits {
  /** Members of a project, the owner and those who are invited included. */
  members: number
  /** Projects that a person owns. */
  ownedProjects: number
  /** Projects of others that a person is a member of. */
  joinedProjects: number
  /** Whether people join only when they have accepted; else whoever manages a project adds them at once. */
  membersAreInvited: boolean
  /** How long an invitation is open. */
  invitationMs: number
  invitations: InvitationLimits
  /** People whose invitations one person blocks. */
  blocks: number
}
