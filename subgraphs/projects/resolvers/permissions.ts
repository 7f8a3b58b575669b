import { isSignedIn } from '@atelier/platform/graphql/permissionRules.ts'
import { shield } from 'graphql-shield'

/**
 * Permissions that do not depend on the project. Mutations need a signed-in caller; queries do not, as public projects
 * are visible to all. Access to a single project is decided in `domain/access.ts`.
 */
export const permissions = shield(
  {
    Mutation: {
      createProject: isSignedIn,
      updateProject: isSignedIn,
      archiveProject: isSignedIn,
      restoreProject: isSignedIn,
      deleteProject: isSignedIn,
      addProjectMember: isSignedIn,
      removeProjectMember: isSignedIn,
      acceptProjectInvitation: isSignedIn,
      declineProjectInvitation: isSignedIn,
      blockProjectInvitations: isSignedIn,
      unblockProjectInvitations: isSignedIn,
    },
  },
  { allowExternalErrors: true },
)
