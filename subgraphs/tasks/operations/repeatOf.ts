import { newId } from '@atelier/platform/ids/ids.ts'
import type { StoredImage, Task, Transfer } from '../data/task.ts'
import type { NewTask } from '../data/taskWriter.ts'
import type { OperationDeps } from './deps.ts'
import { inputsOf } from './objectKeys.ts'

/**
 * A new task that asks for the same, with the same seed and with copies of what it starts from.
 * @returns `undefined` when what it starts from is gone.
 */
export async function repeatOf(
  { storage, settings }: Pick<OperationDeps, 'storage' | 'settings'>,
  task: Task,
  asked: { requestedById: string; traceparent: string | null },
): Promise<NewTask | undefined> {
  const id = newId()
  const transfer = task.transfer && (await copyOf(task.transfer, id))
  if (transfer === undefined) return undefined
  const { type, prompt, style, width, height, count, seed, options, requestedModel, priority, projectId } = task
  return {
    id,
    type,
    prompt,
    style,
    width,
    height,
    count,
    seed,
    options,
    requestedModel,
    priority,
    projectId,
    transfer,
    maxAttempts: settings.maxAttempts,
    retriedFromId: task.id,
    idempotencyKey: null,
    ...asked,
  }

  async function copyOf(transfer: Transfer, taskId: string): Promise<Transfer | undefined> {
    const { source, styleReference, strength } = transfer
    const [sourceCopy, referenceCopy] = await Promise.all([
      copyImage(source, taskId),
      styleReference && copyImage(styleReference, taskId),
    ])
    if (!sourceCopy || referenceCopy === undefined) return undefined
    return { source: sourceCopy, styleReference: referenceCopy, strength }
  }

  async function copyImage({ key, contentType }: StoredImage, taskId: string): Promise<StoredImage | undefined> {
    const bytes = await storage.get(key)
    if (!bytes) return undefined
    const copy = `${inputsOf(taskId)}${key.slice(key.lastIndexOf('/') + 1)}`
    await storage.put(copy, bytes, { contentType })
    return { key: copy, contentType }
  }
}
