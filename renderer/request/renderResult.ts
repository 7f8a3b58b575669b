import type { RenderError } from './renderError.ts'

/** A PNG, or why there is none. */
export type RenderResult =
  | { ok: true; png: Uint8Array<ArrayBuffer> }
  | { ok: false; code: string; message: string; retryable: boolean; cause?: unknown }

/** An error as data, which a thread can send. Its cause, which may be no data, stays where it is. */
export const failed = ({ code, message, retryable }: RenderError): RenderResult => ({
  ok: false,
  code,
  message,
  retryable,
})
