import { rule } from 'graphql-shield'
import { forbidden, unauthenticated } from '../errors/graphqlErrors.ts'
import type { BaseContext } from './subgraphOptions.ts'

/** Any signed-in caller. */
export const isSignedIn = rule('isSignedIn')(
  (_parent, _args, { caller }: BaseContext) => caller.viewer !== null || unauthenticated(),
)

export const isAdministrator = rule('isAdministrator')((_parent, _args, { caller }: BaseContext) => {
  if (!caller.viewer) return unauthenticated()
  return caller.viewer.role === 'ADMIN' || forbidden('Only administrators may do this.')
})
