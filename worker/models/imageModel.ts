/** A request to an image model for one picture. */
export interface ImageRequest {
  /** The prompt, after planning. */
  prompt: string
  /** A name from the style catalogue in `@atelier/schema/messages/styles.ts`. */
  style: string
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
  /** An unsigned 32-bit number; the same request with the same seed gives the same bytes from a deterministic model. */
  seed: number
  /** The picture to restyle, for a style transfer. */
  source?: SourceImage
  /** Model-specific options; a model ignores unknown ones. */
  options: Record<string, unknown>
}

/** The source of a style transfer. Its bytes are transferred to the model, and may be detached afterwards. */
export interface SourceImage {
  /** An encoded image (PNG, JPEG or WebP). */
  bytes: Uint8Array
  /** How far the result moves from the source, as a ratio (0..1). */
  strength: number
  /** An encoded image whose palette and tone are used, in place of or on top of the named style. */
  styleReference?: Uint8Array
}

/** A finished picture. */
export interface RenderedImage {
  /** The encoded picture. */
  bytes: Uint8Array
  contentType: 'image/png'
  width: number
  height: number
  /** The seed; `null` when the model takes none. */
  seed: number | null
  /** The model's id, for example `procedural`. */
  model: string
}

/**
 * An image model.
 *
 * `render` rejects with an `ImageModelError` when the picture cannot be made, and with the signal's reason on abort; no
 * work continues after either. It never blocks the event loop.
 */
export interface ImageModel {
  /** The model's id in artifacts. */
  readonly id: string
  render(request: ImageRequest, signal: AbortSignal): Promise<RenderedImage>
  /** Releases threads and connections. */
  close(): Promise<void>
}

/** Why a picture could not be made, and whether a retry may succeed. */
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
