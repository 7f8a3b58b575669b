/** Why a picture could not be rendered, and whether a retry may succeed. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable
  }
}
