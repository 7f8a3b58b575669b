import { isSignedIn } from '@atelier/platform/graphql/permissionRules.ts'
import { shield } from 'graphql-shield'

/**
 * Who may call what, as far as it does not depend on the project. Changing needs a viewer; looking does not, as public
 * projects are for everybody. How far somebody may go in one project is decided in `domain/access.ts`.
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
