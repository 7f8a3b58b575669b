import { isStyle, type StyleName } from '@atelier/schema/messages/styles.ts'
import { RenderError } from './renderError.ts'

/** A request for one picture. */
export interface RenderRequest {
  prompt: string
  /** A name from the style catalogue in `@atelier/schema/messages/styles.ts`. */
  style: string
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
  /** An unsigned 32-bit number; the same request with the same seed gives the same bytes. */
  seed: number
  /** Present for a style transfer. */
  source?: SourcePicture
}

/** The source of a style transfer; its bytes may be detached afterwards. */
export interface SourcePicture {
  /** An encoded image (PNG, JPEG or WebP). */
  bytes: Uint8Array
  /** How far the result moves from the source, as a ratio (0..1). */
  strength: number
  /** An encoded image whose palette and tone are used, in place of or on top of the named style. */
  styleReference?: Uint8Array
}

/** A validated request. */
export interface RenderJob extends RenderRequest {
  style: StyleName
}

/** Minimum and maximum side of a picture, in pixels. */
const SIDE_LIMITS = { min: 64, max: 2048 } as const

/**
 * Validates a request, dropping unknown fields.
 * @throws RenderError `UNKNOWN_STYLE` or `INVALID_SIZE`.
 */
export function checkRequest({ prompt, style, width, height, seed, source }: RenderRequest): RenderJob {
  if (!isStyle(style))
    throw new RenderError('UNKNOWN_STYLE', `There is no style named "${style}".`, { retryable: false })
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < SIDE_LIMITS.min || side > SIDE_LIMITS.max) {
      const message = `A picture's sides are ${SIDE_LIMITS.min} to ${SIDE_LIMITS.max} pixels.`
      throw new RenderError('INVALID_SIZE', message, { retryable: false })
    }
  }
  return { prompt, style, width, height, seed, source }
}
