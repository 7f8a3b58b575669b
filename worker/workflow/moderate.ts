import type { Moderator } from './moderation/moderator.ts'
import { afterModeration } from './progress.ts'
import type { Node } from './state.ts'
import { TaskFailedError } from './taskFailedError.ts'

/** Rejects disallowed prompts. */
export const moderate =
  (moderator: Moderator): Node =>
  async ({ task }, run, signal) => {
    const verdict = await moderator.judge(task.prompt, signal)
    if (!verdict.allowed) throw new TaskFailedError('CONTENT_REJECTED', verdict.reason, { retryable: false })
    run.report.progress(afterModeration())
    return {}
  }
