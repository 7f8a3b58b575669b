/** Where a worker puts the pictures of a task. */
export const outputsOf = (taskId: string) => `${OUTPUTS}${taskId}/`

/** Where the pictures of all tasks are, of all that tasks start from, and of all uploads. */
export const [OUTPUTS, INPUTS, UPLOADS] = ['tasks/', 'inputs/', 'uploads/'] as const

/** Whether a key is that of a task's picture. */
export const isOutput = (key: string) => key.startsWith(OUTPUTS)

/** Where the pictures are that a person's tasks start from; those of a task from before they were shared, by its id. */
export const inputsOf = (id: string) => `${INPUTS}${id}/`

/** Where somebody's uploads are until their first use. */
export const uploadsOf = (userId: string) => `${UPLOADS}${userId}/`
