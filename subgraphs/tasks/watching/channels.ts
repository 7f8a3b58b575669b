/** The channel of a task's changes. */
export const taskChannel = (taskId: string) => `task:${taskId}`

/** The channel of the changes of a project's tasks. */
export const projectTasksChannel = (projectId: string) => `project:${projectId}:tasks`

/** The channel of the changes of the tasks that a user asked for. */
export const userTasksChannel = (userId: string) => `user:${userId}:tasks`

/** The channel of changed rights in a project. */
export const projectRightsChannel = (projectId: string) => `project:${projectId}:rights`

/** The channel of possible changes of the queue. */
export const QUEUE_CHANNEL = 'tasks:queue'
