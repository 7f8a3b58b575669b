import type { StyleName } from '@atelier/schema/messages/styles.ts'

/** What the thread is asked for: a picture of a size in pixels. */
export interface RenderJob {
  prompt: string
  style: StyleName
  width: number
  height: number
  seed: number
  source?: { bytes: Uint8Array; strength: number; styleReference?: Uint8Array }
}
