/** Where a worker puts the pictures of a task. */
export const outputsOf = (taskId: string) => `tasks/${taskId}/`

/** Where the pictures that a task starts from are; apart from what it makes, so that one can go without the other. */
export const inputsOf = (taskId: string) => `inputs/${taskId}/`

/** Where somebody's uploads are. */
export const uploadsOf = (userId: string) => `uploads/${userId}/`
