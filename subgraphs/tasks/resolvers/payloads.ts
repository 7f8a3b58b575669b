import type { Result } from '@atelier/platform/errors/result.ts'
import type { Task } from '../data/task.ts'
import type { UploadPlace } from '../operations/createUpload.ts'

/** Payloads of mutations: the result, or its `userErrors`. */
export const toTaskPayload = (result: Result<Task>) =>
  result.ok ? { task: result.value, userErrors: [] } : { task: null, userErrors: result.userErrors }

export const toTasksPayload = (result: Result<Task[]>) =>
  result.ok
    ? { tasks: result.value, canceledCount: result.value.length, userErrors: [] }
    : { tasks: [], canceledCount: 0, userErrors: result.userErrors }

export const toUploadPayload = (result: Result<UploadPlace>) =>
  result.ok ? { upload: result.value, userErrors: [] } : { upload: null, userErrors: result.userErrors }

export const toRedrivePayload = (result: Result<number>) =>
  result.ok ? { redrivenCount: result.value, userErrors: [] } : { redrivenCount: 0, userErrors: result.userErrors }
