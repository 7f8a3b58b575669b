/** Channel of a task's changes. */
export const taskChannel = (taskId: string) => `task:${taskId}`

/** Channel of changes of a project's tasks. */
export const projectTasksChannel = (projectId: string) => `project:${projectId}:tasks`

/** Channel of changes of a user's tasks. */
export const userTasksChannel = (userId: string) => `user:${userId}:tasks`

/** Channel of changes of rights in a project. */
export const projectRightsChannel = (projectId: string) => `project:${projectId}:rights`

/** Channel of possible changes of the queue. */
export const QUEUE_CHANNEL = 'tasks:queue'
