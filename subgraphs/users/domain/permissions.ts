import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { forbidden, unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import { rule, shield } from 'graphql-shield'

interface Caller {
  viewer: Viewer | null
}

const signedIn = rule('signedIn')((_, __, { viewer }: Caller) => viewer !== null || unauthenticated())

const admin = rule('admin')((_, __, { viewer }: Caller) => {
  if (!viewer) return unauthenticated()
  return viewer.role === 'ADMIN' || forbidden('Only administrators may do this.')
})

/** Who may call what; what is not named is open to everybody. */
export const permissions = shield(
  {
    Query: { users: signedIn },
    Mutation: {
      logoutEverywhere: signedIn,
      updateProfile: signedIn,
      changePassword: signedIn,
      deleteAccount: signedIn,
      setUserRole: admin,
    },
  },
  { allowExternalErrors: true, fallbackError: forbidden() },
)

/** An e-mail address is shown to the person themselves and to administrators; to others the field is null. */
export const maySeeEmail = (viewer: Viewer | null, userId: string): boolean =>
  viewer !== null && (viewer.id === userId || viewer.role === 'ADMIN')
