/** Where each change of a task is told. */
export const taskChannel = (taskId: string) => `task:${taskId}`

/** Where each change of a project's tasks is told. */
export const projectTasksChannel = (projectId: string) => `project:${projectId}:tasks`

/** Where each change of the tasks that somebody asked for is told. */
export const userTasksChannel = (userId: string) => `user:${userId}:tasks`

/** Where it is told that somebody may see less of a project, or more. */
export const projectRightsChannel = (projectId: string) => `project:${projectId}:rights`

/** Where it is told that the queue may look different. */
export const QUEUE_CHANNEL = 'tasks:queue'
