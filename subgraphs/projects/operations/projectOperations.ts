import { acceptProjectInvitation } from './acceptProjectInvitation.ts'
import { addProjectMember } from './addProjectMember.ts'
import { archiveProject } from './archiveProject.ts'
import { blockProjectInvitations, unblockProjectInvitations } from './blockProjectInvitations.ts'
import { createProject } from './createProject.ts'
import { declineProjectInvitation } from './declineProjectInvitation.ts'
import { deleteProject } from './deleteProject.ts'
import type { OperationDeps } from './deps.ts'
import { removeProjectMember } from './removeProjectMember.ts'
import { updateProject } from './updateProject.ts'

export type ProjectOperations = ReturnType<typeof createProjectOperations>

/** All that callers change, each in one transaction with the event that tells of it. */
export const createProjectOperations = (deps: OperationDeps) => ({
  create: createProject(deps),
  update: updateProject(deps),
  archive: archiveProject(deps, 'archived'),
  restore: archiveProject(deps, 'restored'),
  delete: deleteProject(deps),
  addMember: addProjectMember(deps),
  removeMember: removeProjectMember(deps),
  acceptInvitation: acceptProjectInvitation(deps),
  declineInvitation: declineProjectInvitation(deps),
  blockInvitations: blockProjectInvitations(deps),
  unblockInvitations: unblockProjectInvitations(deps),
})
