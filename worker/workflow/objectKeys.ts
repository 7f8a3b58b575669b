/** The key of a task's finished picture. */
export const artifactKey = (taskId: string, attempt: number, index: number): string =>
  `${attemptPrefix(taskId, attempt)}${index}.png`

/** The key prefix of an attempt's finished pictures. */
export const attemptPrefix = (taskId: string, attempt: number): string => `tasks/${taskId}/${attempt}/`

/** The key of a rendered picture until it is accepted; the same for every attempt, so that a later one reuses it. */
export const workingKey = (taskId: string, index: number, attempt: number, tries: number): string =>
  `${workingPrefix(taskId)}${index}-${attempt}-${tries}.png`

/** The key prefix of a task's unfinished pictures. */
export const workingPrefix = (taskId: string): string => `tasks/${taskId}/work/`
