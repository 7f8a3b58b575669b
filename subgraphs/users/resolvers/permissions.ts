import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { isAdministrator, isSignedIn } from '@atelier/platform/graphql/permissionRules.ts'
import { shield } from 'graphql-shield'

/** Who may call what; what is not named is open to everybody. */
export const permissions = shield(
  {
    Query: { users: isSignedIn },
    Mutation: {
      logoutEverywhere: isSignedIn,
      updateProfile: isSignedIn,
      changePassword: isSignedIn,
      deleteAccount: isSignedIn,
      setUserRole: isAdministrator,
    },
  },
  { allowExternalErrors: true, fallbackError: forbidden() },
)

/** An e-mail address is shown to the person themselves and to administrators; to others the field is null. */
export const maySeeEmail = (viewer: Viewer | null, userId: string): boolean =>
  viewer !== null && (viewer.id === userId || viewer.role === 'ADMIN')
