import { z } from 'zod'
import { ImageModelError } from '../imageModel.ts'

/** https://platform.openai.com/docs/api-reference/images/object */
const answerBody = z.object({
  data: z.array(z.object({ b64_json: z.string().nullish(), url: z.string().nullish() })).min(1),
})

/**
 * The picture of a response, embedded or by URL.
 * @param options.root the server's base URL; a picture on another host is rejected, as the server could otherwise
 * direct requests anywhere.
 */
export async function pictureIn(
  body: Uint8Array,
  options: { root: string; get: (url: string) => Promise<Uint8Array> },
): Promise<Uint8Array> {
  const [picture] = parse(body).data
  if (picture?.b64_json) return Buffer.from(picture.b64_json, 'base64')
  if (!picture?.url) throw badAnswer("The model server's answer has no picture.", true)
  const url = URL.parse(picture.url, `${options.root}/`)
  if (url?.origin !== new URL(options.root).origin) {
    throw badAnswer('The model server returned a picture URL on another server.', false)
  }
  return options.get(url.href)
}

function parse(body: Uint8Array): z.infer<typeof answerBody> {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (error) {
    throw badAnswer("The model server's answer is not JSON.", true, error)
  }
  const result = answerBody.safeParse(json)
  if (!result.success) throw badAnswer("The model server's answer has no picture.", true, result.error)
  return result.data
}

const badAnswer = (message: string, retryable: boolean, cause?: unknown) =>
  new ImageModelError('MODEL_BAD_ANSWER', message, { retryable, cause })
