import { storageFault } from '@atelier/platform/errors/storageFault.ts'
import { NodeTimeoutError } from '@langchain/langgraph'
import { ImageModelError } from '../models/imageModel.ts'

/** Why a task failed, with a message for its requester. */
export class TaskFailedError extends Error {
  override readonly name = 'TaskFailedError'
  /** A stable code for clients, for example `CONTENT_REJECTED`. */
  readonly code: string
  /** Whether a later attempt may succeed. */
  readonly retryable: boolean

  constructor(code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable
  }
}

/** The code of unexpected errors. */
export const INTERNAL = 'INTERNAL'

/** The failure to publish for any error of a workflow; the details of an unexpected one are omitted. */
export function failureOf(error: unknown): TaskFailedError {
  if (error instanceof TaskFailedError) return error
  if (error instanceof ImageModelError) {
    return new TaskFailedError(error.code, error.message, { retryable: error.retryable, cause: error })
  }
  if (error instanceof NodeTimeoutError) {
    return new TaskFailedError('STEP_TIMEOUT', 'A step of the work took too long.', { retryable: true, cause: error })
  }
  if (storageFault(error) === 'full') {
    return new TaskFailedError('NO_ROOM', 'There was no space left to store the pictures.', {
      retryable: true,
      cause: error,
    })
  }
  if (error instanceof AggregateError) return worstOf(error.errors.map(failureOf))
  return new TaskFailedError(INTERNAL, 'Something went wrong in the worker.', { retryable: true, cause: error })
}

/** Of several failures one that no retry resolves. */
function worstOf(failures: readonly TaskFailedError[]): TaskFailedError {
  const worst = failures.find(failure => !failure.retryable) ?? failures.find(failure => failure.code !== INTERNAL)
  return worst ?? failures[0] ?? failureOf(undefined)
}
