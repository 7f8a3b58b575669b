/** What an image model is asked for: one picture. */
export interface ImageRequest {
  /** The words of the person who asked, after planning. */
  prompt: string
  /** A name from the style catalogue in `@atelier/schema/messages/styles.ts`. */
  style: string
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
  /** An unsigned 32-bit number; the same request with the same seed gives the same bytes from a deterministic model. */
  seed: number
  /** Present for a style transfer: the picture to restyle. */
  source?: SourceImage
  /** Settings that only some models know; a model ignores those it does not know. */
  options: Record<string, unknown>
}

/** The picture that a style transfer starts from. Its bytes are the model's from then on: they may be gone afterwards. */
export interface SourceImage {
  /** An encoded image (PNG, JPEG or WebP). */
  bytes: Uint8Array
  /** How far the result moves from the source, as a ratio (0..1). */
  strength: number
  /** An encoded image whose palette and tone are taken, in place of or on top of the named style. */
  styleReference?: Uint8Array
}

/** One finished picture. */
export interface RenderedImage {
  /** The encoded picture. */
  bytes: Uint8Array
  contentType: 'image/png'
  width: number
  height: number
  /** The seed it was made with; `null` when the model does not take one. */
  seed: number | null
  /** The model's id, for example `procedural`. */
  model: string
}

/**
 * Makes pictures.
 *
 * `render` rejects with an `ImageModelError` when the picture cannot be made and with the signal's reason when it is
 * aborted; no work goes on after either. It never blocks the event loop of the caller.
 */
export interface ImageModel {
  /** A stable name that artifacts carry. */
  readonly id: string
  render(request: ImageRequest, signal: AbortSignal): Promise<RenderedImage>
  /** Lets go of threads and connections. */
  close(): Promise<void>
}

/** Why a picture could not be made, and whether another try may succeed. */
export class ImageModelError extends Error {
  override readonly name = 'ImageModelError'
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable
  }
}
