import { isAdministrator, isSignedIn } from '@atelier/platform/graphql/permissionRules.ts'
import { shield } from 'graphql-shield'

/**
 * Permissions that do not depend on the task or the project; those are checked where the rows are loaded. One task can
 * be read without signing in, as public projects are visible to all.
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
