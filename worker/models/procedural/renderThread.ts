import sharp from 'sharp'
import { ImageModelError } from '../imageModel.ts'
import { Renderer } from './render.ts'
import type { RenderJob } from './renderJob.ts'

/** What the thread answers: a PNG, or why there is none; errors lose their class between threads. */
export type RenderReply =
  | { ok: true; png: Uint8Array<ArrayBuffer> }
  | { ok: false; code: string; message: string; retryable: boolean }

// The pool decides how many cores are used: one a thread.
sharp.concurrency(1)
sharp.cache(false)

const renderer = new Renderer()

/** The entry of a render thread: draws one picture at a time. */
export default async function renderInThread(job: RenderJob): Promise<RenderReply> {
  try {
    return { ok: true, png: Uint8Array.from(await renderer.render(job)) }
  } catch (error) {
    if (!(error instanceof ImageModelError)) throw error
    return { ok: false, code: error.code, message: error.message, retryable: error.retryable }
  } finally {
    // What is outside of the heap hardly brings a collection on, and would stay until one comes.
    for (const picture of [job.source?.bytes, job.source?.styleReference]) {
      if (picture?.buffer instanceof ArrayBuffer && !picture.buffer.detached) picture.buffer.transfer(0)
    }
  }
}
