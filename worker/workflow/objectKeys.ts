/** Where a task's finished picture is kept. */
export const artifactKey = (taskId: string, attempt: number, index: number): string =>
  `${attemptPrefix(taskId, attempt)}${index}.png`

/** Everything that one attempt has finished. */
export const attemptPrefix = (taskId: string, attempt: number): string => `tasks/${taskId}/${attempt}/`

/** Where a picture waits between being rendered and being accepted; the same for every attempt, so that one goes on
 * from what another made. */
export const workingKey = (taskId: string, index: number, attempt: number, tries: number): string =>
  `${workingPrefix(taskId)}${index}-${attempt}-${tries}.png`

/** Everything of a task that is not finished. */
export const workingPrefix = (taskId: string): string => `tasks/${taskId}/work/`
