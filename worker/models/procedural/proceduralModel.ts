import { isMarkedAsUntransferable } from 'node:worker_threads'
import { isStyle } from '@atelier/schema/messages/styles.ts'
import { Piscina } from 'piscina'
import { type ImageModel, ImageModelError, type ImageRequest, type RenderedImage } from '../imageModel.ts'
import { MODEL_ID, SIDE_LIMITS } from './limits.ts'
import type { RenderJob } from './renderJob.ts'
import type { RenderReply } from './renderThread.ts'

const IDLE_MS = 30_000

/** Of a thread's own heap, in megabytes; pixels are kept outside of it. */
const HEAP_MB = 128
const YOUNG_MB = 8

/**
 * The image model that needs no model server: it reads the prompt, composes a scene and draws it, in threads of its own.
 *
 * The same prompt, style, size, seed and source give the same picture. Threads start with the first picture and stop
 * when idle.
 */
export function createProceduralModel({ threads }: { threads: number }): ImageModel {
  const pool = new Piscina<RenderJob, RenderReply>({
    filename: new URL('./renderThread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  })
  return {
    id: MODEL_ID,
    async render(request, signal) {
      signal.throwIfAborted()
      const job = toJob(request)
      let reply: RenderReply
      try {
        reply = await pool.run(job, { signal, transferList: buffersOf(job) })
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw new ImageModelError('RENDER_FAILED', 'The picture could not be drawn.', { retryable: true, cause: error })
      }
      if (!reply.ok) throw new ImageModelError(reply.code, reply.message, { retryable: reply.retryable })
      return toImage(request, reply.png)
    },
    close: () => pool.destroy(),
  }
}

function toJob({ prompt, style, width, height, seed, source }: ImageRequest): RenderJob {
  if (!isStyle(style))
    throw new ImageModelError('UNKNOWN_STYLE', `There is no style named "${style}".`, { retryable: false })
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < SIDE_LIMITS.min || side > SIDE_LIMITS.max) {
      const message = `A picture's sides are ${SIDE_LIMITS.min} to ${SIDE_LIMITS.max} pixels.`
      throw new ImageModelError('INVALID_SIZE', message, { retryable: false })
    }
  }
  return { prompt, style, width, height, seed, source }
}

/** What need not be copied into the thread: a picture may have tens of megabytes. */
function buffersOf({ source }: RenderJob): ArrayBuffer[] {
  const pictures = [source?.bytes, source?.styleReference]
  return [...new Set(pictures.flatMap(picture => (picture ? ownBuffer(picture) : [])))]
}

/** The memory of bytes that share it with nothing else. */
function ownBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !isMarkedAsUntransferable(buffer)
  return isOwn ? [buffer] : []
}

const toImage = ({ width, height, seed }: ImageRequest, bytes: Uint8Array): RenderedImage => ({
  bytes,
  contentType: 'image/png',
  width,
  height,
  seed,
  model: MODEL_ID,
})
