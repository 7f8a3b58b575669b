import type { RenderError } from './renderError.ts'

/** A PNG, or an error. */
export type RenderResult =
  | { ok: true; png: Uint8Array<ArrayBuffer> }
  | { ok: false; code: string; message: string; retryable: boolean; cause?: unknown }

/** An error as structured data for a thread message; its cause is dropped. */
export const failed = ({ code, message, retryable }: RenderError): RenderResult => ({
  ok: false,
  code,
  message,
  retryable,
})
