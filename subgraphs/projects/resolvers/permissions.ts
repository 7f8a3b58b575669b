import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import { rule, shield } from 'graphql-shield'
import type { Context } from './context.ts'

const signedIn = rule()((_parent, _args, { viewer }: Context) => (viewer ? true : unauthenticated()))

/**
 * Who may call what, as far as it does not depend on the project. Changing needs a viewer; looking does not, as public
 * projects are for everybody. How far somebody may go in one project is decided in `access.ts`.
 */
export const permissions = shield(
  {
    Mutation: {
      createProject: signedIn,
      updateProject: signedIn,
      archiveProject: signedIn,
      restoreProject: signedIn,
      deleteProject: signedIn,
      addProjectMember: signedIn,
      removeProjectMember: signedIn,
      acceptProjectInvitation: signedIn,
      declineProjectInvitation: signedIn,
      blockProjectInvitations: signedIn,
      unblockProjectInvitations: signedIn,
    },
  },
  { allowExternalErrors: true },
)
