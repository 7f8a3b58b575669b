import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { GenerationTask } from '@atelier/schema/messages/generation.ts'
import type { WorkerDeps } from '../deps.ts'
import {
  type ImageModel,
  ImageModelError,
  type ImageRequest,
  type RenderedImage,
  type SourceImage,
} from '../models/imageModel.ts'
import { type PictureMetadata, withPictureTexts } from '../models/pictureTexts.ts'
import { modelFor } from './modelFor.ts'
import { workingKey } from './objectKeys.ts'
import { afterPicture } from './progress.ts'
import type { Slots } from './slots.ts'
import type { Node, RenderOrder } from './state.ts'
import { TaskFailedError } from './taskFailedError.ts'

export interface RenderDeps extends Pick<WorkerDeps, 'models' | 'storage'> {
  /** Maximum pictures rendered at once, over all tasks. */
  slots: Slots
  /** Timeout of a model call, in milliseconds. */
  timeoutMs: number
  /** Metadata embedded in pictures. */
  metadata: PictureMetadata
  /** Called with the duration of each model call. */
  observe: (model: string, seconds: number) => void
}

/** Renders one picture and stores its bytes at once. */
export const render =
  (deps: RenderDeps): Node<RenderOrder> =>
  async ({ task, plan, index, tries }, run, signal) => {
    const planned = plan.pictures[index]
    if (!planned) throw new Error(`The plan has no picture ${index}.`)
    const model = modelFor(task, deps.models)
    const image = await deps.slots.run(signal, async () => {
      const source = await readSource(task, deps.storage)
      const request: ImageRequest = {
        prompt: plan.prompt,
        style: task.style,
        width: task.width,
        height: task.height,
        seed: planned.seed,
        options: plan.options,
        ...(source ? { source } : {}),
      }
      return renderInTime(model, request, signal, deps)
    })
    const key = workingKey(task.taskId, index, run.attempt, tries + 1)
    signal.throwIfAborted()
    const { seed, model: madeBy } = image
    const { style, embedPrompt = null } = task
    const origin = { model: madeBy, prompt: plan.prompt, style, seed, embedPrompt }
    const bytes = withPictureTexts(image.bytes, origin, deps.metadata)
    await deps.storage.put(key, bytes, { contentType: image.contentType })
    run.done.add(index)
    run.report.progress(afterPicture(run.done.size, task.count))
    return { rendered: [{ index, key, seed, model: madeBy, attempt: run.attempt, tries: tries + 1 }] }
  }

async function renderInTime(
  model: ImageModel,
  request: ImageRequest,
  signal: AbortSignal,
  { timeoutMs, observe }: RenderDeps,
): Promise<RenderedImage> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const began = performance.now()
  try {
    const image = await model.render(request, AbortSignal.any([signal, timeout]))
    observe(model.id, (performance.now() - began) / 1000)
    return image
  } catch (error) {
    signal.throwIfAborted()
    if (!timeout.aborted) throw error
    throw new ImageModelError('MODEL_TIMEOUT', 'The model took too long.', { retryable: true, cause: error })
  }
}

async function readSource(task: GenerationTask, storage: ObjectStorage): Promise<SourceImage | undefined> {
  if (!task.transfer) return undefined
  const { source, styleReference, strength } = task.transfer
  const [bytes, reference] = await Promise.all([
    readPicture(source.key, storage),
    styleReference ? readPicture(styleReference.key, storage) : undefined,
  ])
  return { bytes, strength, ...(reference ? { styleReference: reference } : {}) }
}

async function readPicture(key: string, storage: ObjectStorage): Promise<Uint8Array> {
  const bytes = await storage.get(key)
  if (bytes) return bytes
  throw new TaskFailedError('SOURCE_MISSING', 'An input picture of the task was deleted.', {
    retryable: false,
  })
}
