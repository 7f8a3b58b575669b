import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { forbidden } from '@atelier/platform/errors/graphqlErrors.ts'
import { isAdministrator, isSignedIn } from '@atelier/platform/graphql/permissionRules.ts'
import { shield } from 'graphql-shield'

/** Permissions by field; fields that are not listed are public. */
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

/** An e-mail address is visible to its user and to administrators; null for others. */
export const maySeeEmail = (viewer: Viewer | null, userId: string): boolean =>
  viewer !== null && (viewer.id === userId || viewer.role === 'ADMIN')
