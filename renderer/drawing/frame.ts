import type { Frame } from './drawing.ts'

/** The long side may be this many times the short side in a scene's own units; beyond, the scene is stretched. */
const MAX_RATIO = 12

/** The frame for a picture of this size in pixels. */
export function frameOf(width: number, height: number): Frame {
  const ratio = Math.min(MAX_RATIO, Math.max(1 / MAX_RATIO, width / height))
  return ratio >= 1 ? { width: 1000 * ratio, height: 1000 } : { width: 1000, height: 1000 / ratio }
}
