import { isMarkedAsUntransferable } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { RenderError } from './request/renderError.ts'
import { checkRequest, type RenderJob, type RenderRequest } from './request/renderRequest.ts'
import { failed, type RenderResult } from './request/renderResult.ts'

const IDLE_MS = 30_000

/** Maximum heap of a thread, in megabytes; pixels are stored outside of it. */
const HEAP_MB = 128
const YOUNG_MB = 8

/** Renders pictures without a model server. */
export interface Renderer {
  /** Never blocks the event loop. Rejects with the signal's reason on abort; no work continues afterwards. */
  render(request: RenderRequest, signal: AbortSignal): Promise<RenderResult>
  /** Terminates the threads. */
  close(): Promise<void>
}

/**
 * Parses the prompt, composes a scene and draws it, on its own threads.
 *
 * The same prompt, style, size, seed and source give the same bytes. Threads start with the first picture and stop when
 * idle.
 */
export function createRenderer({ threads }: { threads: number }): Renderer {
  const pool = new Piscina<RenderJob, RenderResult>({
    filename: new URL('./renderThread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  })
  return {
    async render(request, signal) {
      signal.throwIfAborted()
      try {
        const job = checkRequest(request)
        return await pool.run(job, { signal, transferList: buffersOf(job) })
      } catch (error) {
        if (signal.aborted) throw signal.reason
        if (error instanceof RenderError) return failed(error)
        return {
          ok: false,
          code: 'RENDER_FAILED',
          message: 'The picture could not be drawn.',
          retryable: true,
          cause: error,
        }
      }
    },
    close: () => pool.destroy(),
  }
}

/** Buffers to transfer to the thread instead of copying: a picture may have tens of megabytes. */
function buffersOf({ source }: RenderJob): ArrayBuffer[] {
  const pictures = [source?.bytes, source?.styleReference]
  return [...new Set(pictures.flatMap(picture => (picture ? ownBuffer(picture) : [])))]
}

/** Buffers that share their memory with nothing else. */
function ownBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !isMarkedAsUntransferable(buffer)
  return isOwn ? [buffer] : []
}
