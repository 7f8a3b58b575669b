import { signedIn } from '@atelier/platform/graphql/signedIn.ts'
import { acceptProjectInvitation } from '../operations/acceptProjectInvitation.ts'
import { addProjectMember } from '../operations/addProjectMember.ts'
import { archiveProject } from '../operations/archiveProject.ts'
import { blockProjectInvitations } from '../operations/blockProjectInvitations.ts'
import { createProject } from '../operations/createProject.ts'
import { declineProjectInvitation } from '../operations/declineProjectInvitation.ts'
import { deleteProject } from '../operations/deleteProject.ts'
import { removeProjectMember } from '../operations/removeProjectMember.ts'
import { unblockProjectInvitations } from '../operations/unblockProjectInvitations.ts'
import { updateProject } from '../operations/updateProject.ts'
import { toBlockPayload, toDeclinedPayload, toMemberPayload, toProjectPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const Mutation: MutationResolvers = {
  createProject: async (_, { input }, context) =>
    toProjectPayload(context, await createProject(context.deps, signedIn(context), input)),
  updateProject: async (_, { input }, context) =>
    toProjectPayload(context, await updateProject(context.deps, signedIn(context), input)),
  archiveProject: async (_, { id }, context) =>
    toProjectPayload(context, await archiveProject(context.deps, signedIn(context), { id, archived: true })),
  restoreProject: async (_, { id }, context) =>
    toProjectPayload(context, await archiveProject(context.deps, signedIn(context), { id, archived: false })),
  deleteProject: async (_, input, context) =>
    toProjectPayload(context, await deleteProject(context.deps, signedIn(context), input)),
  addProjectMember: async (_, { input }, context) =>
    toMemberPayload(context, await addProjectMember(context.deps, signedIn(context), input)),
  removeProjectMember: async (_, { input }, context) =>
    toProjectPayload(context, await removeProjectMember(context.deps, signedIn(context), input)),
  acceptProjectInvitation: async (_, input, context) =>
    toProjectPayload(context, await acceptProjectInvitation(context.deps, signedIn(context), input)),
  declineProjectInvitation: async (_, input, context) =>
    toDeclinedPayload(context, await declineProjectInvitation(context.deps, signedIn(context), input)),
  blockProjectInvitations: async (_, input, context) =>
    toBlockPayload(await blockProjectInvitations(context.deps, signedIn(context), input)),
  unblockProjectInvitations: async (_, input, context) =>
    toBlockPayload(await unblockProjectInvitations(context.deps, signedIn(context), input)),
}
