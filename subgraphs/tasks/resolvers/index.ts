import { scalarResolvers } from '@atelier/platform/graphql/scalars.ts'
import { Artifact } from './artifactType.ts'
import { cancelTask } from './cancelTask.ts'
import { cancelTasks } from './cancelTasks.ts'
import { createUpload } from './createUpload.ts'
import { deadLetters } from './deadLetters.ts'
import { DeadLetter } from './deadLetterType.ts'
import { generateDesign } from './generateDesign.ts'
import { models } from './models.ts'
import { Project } from './projectType.ts'
import { queueStats } from './queueStats.ts'
import { redriveDeadLetters } from './redriveDeadLetters.ts'
import { retryTask } from './retryTask.ts'
import { setTaskPriority } from './setTaskPriority.ts'
import { styles } from './styles.ts'
import { queueStatsUpdated, tasksUpdated, taskUpdated } from './subscriptions.ts'
import { task } from './task.ts'
import { tasks } from './tasks.ts'
import { Task } from './taskType.ts'
import { transferStyle } from './transferStyle.ts'
import type { Resolvers } from './types.generated.ts'
import { User } from './userType.ts'

export const resolvers: Resolvers = {
  ...scalarResolvers,
  Query: { task, tasks, queueStats, deadLetters, styles, models },
  Mutation: {
    generateDesign,
    transferStyle,
    createUpload,
    cancelTask,
    retryTask,
    cancelTasks,
    setTaskPriority,
    redriveDeadLetters,
  },
  Subscription: { taskUpdated, tasksUpdated, queueStatsUpdated },
  Task,
  Artifact,
  DeadLetter,
  Project,
  User,
}
