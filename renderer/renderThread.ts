import sharp from 'sharp'
import { PngRenderer } from './pngRenderer.ts'
import { RenderError } from './request/renderError.ts'
import type { RenderJob } from './request/renderRequest.ts'
import { failed, type RenderResult } from './request/renderResult.ts'

// The pool decides how many cores are used: one per thread.
sharp.concurrency(1)
sharp.cache(false)

const renderer = new PngRenderer()

/** The entry of a render thread: one picture at a time. */
export default async function renderInThread(job: RenderJob): Promise<RenderResult> {
  try {
    return { ok: true, png: Uint8Array.from(await renderer.render(job)) }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return failed(error)
  } finally {
    // Memory outside the heap hardly triggers a collection, and would stay until one runs.
    for (const picture of [job.source?.bytes, job.source?.styleReference]) {
      if (picture?.buffer instanceof ArrayBuffer && !picture.buffer.detached) picture.buffer.transfer(0)
    }
  }
}
