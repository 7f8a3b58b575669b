/** Key prefix of a task's artifacts. */
export const outputsOf = (taskId: string) => `${OUTPUTS}${taskId}/`

/** Key prefixes of all artifacts, inputs and uploads. */
export const [OUTPUTS, INPUTS, UPLOADS] = ['tasks/', 'inputs/', 'uploads/'] as const

/** Whether a key is that of an artifact. */
export const isOutput = (key: string) => key.startsWith(OUTPUTS)

/** Key prefix of a user's inputs; by task id for those from before inputs were shared. */
export const inputsOf = (id: string) => `${INPUTS}${id}/`

/** Key prefix of a user's uploads until their first use. */
export const uploadsOf = (userId: string) => `${UPLOADS}${userId}/`
