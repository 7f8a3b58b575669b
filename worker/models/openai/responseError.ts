import { z } from 'zod'
import { ImageModelError } from '../imageModel.ts'

const errorBody = z.object({
  error: z.object({ code: z.string().nullish(), type: z.string().nullish(), message: z.string().nullish() }),
})

/** Error codes for rejected content. */
const CONTENT_CODES = new Set(['content_policy_violation', 'moderation_blocked', 'content_filter'])

/** Maximum characters of the server's message that are passed on. */
const QUOTE_LENGTH = 200

/** Maps a response other than 2xx to an error. */
export function responseError(status: number, body: Uint8Array): ImageModelError {
  const { code, type, message } = parse(body)
  const error = (name: string, text: string, retryable: boolean) =>
    new ImageModelError(name, text, { retryable, cause: { status, code, message } })

  if (CONTENT_CODES.has(code ?? '')) {
    return error('CONTENT_REJECTED', 'The model server rejected the content of the request.', false)
  }
  if (status === 401 || status === 403) {
    return error('MODEL_AUTH', 'The model server rejected the API key.', false)
  }
  if (status === 429) {
    const exhausted = code === 'insufficient_quota' || type === 'insufficient_quota'
    return error('MODEL_RATE_LIMITED', 'The model server limits the rate of requests.', !exhausted)
  }
  if (status === 408) return error('MODEL_TIMEOUT', 'The model server took too long.', true)
  if (status >= 500) return error('MODEL_UNAVAILABLE', 'The model server failed.', status !== 501)
  const quote = status === 400 && message ? `: ${message.slice(0, QUOTE_LENGTH)}` : '.'
  return error('MODEL_REJECTED', `The model server did not accept the request${quote}`, false)
}

function parse(body: Uint8Array): z.infer<typeof errorBody>['error'] {
  try {
    const result = errorBody.safeParse(JSON.parse(Buffer.from(body).toString('utf8')))
    return result.success ? result.data.error : {}
  } catch {
    // Not JSON, such as a proxy's error page: the status is enough.
    return {}
  }
}
