import { isAdministrator, isSignedIn } from '@atelier/platform/graphql/permissionRules.ts'
import { shield } from 'graphql-shield'

/**
 * Who may call what, as far as it does not depend on the task or the project; that is decided where they are looked
 * up. One task can be seen without signing in, as public projects are for everybody.
 */
export const permissions = shield(
  {
    Query: {
      tasks: isSignedIn,
      queueStats: isSignedIn,
      deadLetters: isAdministrator,
    },
    Mutation: {
      generateDesign: isSignedIn,
      transferStyle: isSignedIn,
      createUpload: isSignedIn,
      cancelTask: isSignedIn,
      retryTask: isSignedIn,
      cancelTasks: isSignedIn,
      setTaskPriority: isSignedIn,
      redriveDeadLetters: isAdministrator,
    },
    Subscription: {
      tasksUpdated: isSignedIn,
      queueStatsUpdated: isSignedIn,
    },
  },
  { allowExternalErrors: true },
)
