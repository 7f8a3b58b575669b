import { forbidden, unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import { rule, shield } from 'graphql-shield'
import type { Context } from './context.ts'

const signedIn = rule()((_parent, _args, { viewer }: Context) => (viewer ? true : unauthenticated()))

const administrator = rule()((_parent, _args, { viewer }: Context) => {
  if (!viewer) return unauthenticated()
  return viewer.role === 'ADMIN' ? true : forbidden('Only administrators may do this.')
})

/**
 * Who may call what, as far as it does not depend on the task or the project; that is decided where they are looked
 * up. One task can be seen without signing in, as public projects are for everybody.
 */
export const permissions = shield(
  {
    Query: {
      tasks: signedIn,
      queueStats: signedIn,
      deadLetters: administrator,
    },
    Mutation: {
      generateDesign: signedIn,
      transferStyle: signedIn,
      createUpload: signedIn,
      cancelTask: signedIn,
      retryTask: signedIn,
      cancelTasks: signedIn,
      setTaskPriority: signedIn,
      redriveDeadLetters: administrator,
    },
    Subscription: {
      tasksUpdated: signedIn,
      queueStatsUpdated: signedIn,
    },
  },
  { allowExternalErrors: true },
)
