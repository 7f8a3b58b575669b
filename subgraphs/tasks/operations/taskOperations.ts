import type { Result } from '@atelier/platform/errors/result.ts'
import type { SignedIn } from '../access/caller.ts'
import type { Task } from '../data/task.ts'
import type { TaskPriority } from '../domain/priority.ts'
import { cancelTask } from './cancelTask.ts'
import { cancelTasks } from './cancelTasks.ts'
import { createUpload, type UploadPlace } from './createUpload.ts'
import type { OperationDeps } from './deps.ts'
import { generateDesign } from './generateDesign.ts'
import { redriveDeadLetters } from './redriveDeadLetters.ts'
import { retryTask } from './retryTask.ts'
import { setTaskPriority } from './setTaskPriority.ts'
import { transferStyle } from './transferStyle.ts'

interface Asked {
  projectId: string
  idempotencyKey?: string | null
}

/** What people can do here. */
export interface TaskOperations {
  generateDesign(caller: SignedIn, input: Asked): Promise<Result<Task>>
  transferStyle(caller: SignedIn, input: Asked): Promise<Result<Task>>
  createUpload(caller: SignedIn, input: unknown): Promise<Result<UploadPlace>>
  cancelTask(caller: SignedIn, id: string): Promise<Result<Task>>
  cancelTasks(caller: SignedIn, projectId: string): Promise<Result<Task[]>>
  retryTask(caller: SignedIn, id: string): Promise<Result<Task>>
  setTaskPriority(caller: SignedIn, id: string, priority: TaskPriority): Promise<Result<Task>>
  /** For administrators. */
  redriveDeadLetters(ids: readonly string[] | null): Promise<Result<number>>
}

export const createTaskOperations = (deps: OperationDeps): TaskOperations => ({
  generateDesign: (caller, input) => generateDesign(deps, caller, input),
  transferStyle: (caller, input) => transferStyle(deps, caller, input),
  createUpload: (caller, input) => createUpload(deps, caller, input),
  cancelTask: (caller, id) => cancelTask(deps, caller, id),
  cancelTasks: (caller, projectId) => cancelTasks(deps, caller, projectId),
  retryTask: (caller, id) => retryTask(deps, caller, id),
  setTaskPriority: (caller, id, priority) => setTaskPriority(deps, caller, id, priority),
  redriveDeadLetters: ids => redriveDeadLetters(deps, ids),
})
