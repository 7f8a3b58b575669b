import { Agent } from 'undici'
import { type ImageModel, ImageModelError } from '../imageModel.ts'
import { createHttpExchange } from './httpExchange.ts'
import { pictureIn } from './imagesAnswer.ts'
import { editForm, generationBody } from './imagesRequest.ts'
import { toExactPng } from './toExactPng.ts'

export interface OpenAiModelOptions {
  /** The server's URL, with or without `/v1` at the end. */
  baseUrl: string
  apiKey?: string
  /** The model's name on the server. */
  model: string
  /** Supported sizes such as `1024x1024`; empty for any. */
  sizes: readonly string[]
  /** Request timeout in milliseconds. */
  timeoutMs: number
  /** Maximum bytes of a response. */
  maxBytes?: number
}

/** A picture of 2048x2048 as base64 in JSON is well below this. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * A model server with the OpenAI Images API (https://platform.openai.com/docs/api-reference/images).
 *
 * It sends each request once; callers decide about retries. The API takes no seed.
 */
export function createOpenAiModel(options: OpenAiModelOptions): ImageModel {
  const { apiKey, model, sizes, timeoutMs } = options
  const root = options.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')
  const agent = new Agent({ connect: { timeout: Math.min(timeoutMs, 10_000) } })
  const maxBytes = options.maxBytes ?? MAX_BYTES
  const exchange = createHttpExchange({ agent, maxBytes, headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {} })

  return {
    id: 'openai',

    async render(request, signal) {
      const timeout = AbortSignal.timeout(timeoutMs)
      const either = AbortSignal.any([signal, timeout])
      try {
        const answer = request.source
          ? await exchange.post(
              `${root}/v1/images/edits`,
              await editForm(request, request.source, { model, sizes }),
              either,
            )
          : await exchange.post(`${root}/v1/images/generations`, generationBody(request, { model, sizes }), either)
        const bytes = await pictureIn(answer, { root, get: url => exchange.get(url, either) })
        const png = await toExactPng(bytes, request)
        either.throwIfAborted()
        return {
          bytes: png,
          contentType: 'image/png',
          width: request.width,
          height: request.height,
          seed: null,
          model: 'openai',
        }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof ImageModelError) throw error
        if (timeout.aborted) throw timedOut(error)
        throw new ImageModelError('MODEL_UNAVAILABLE', 'The model server could not be reached.', {
          retryable: true,
          cause: error,
        })
      }
    },

    close: () => agent.destroy(),
  }
}

const timedOut = (cause: unknown) =>
  new ImageModelError('MODEL_TIMEOUT', 'The model server took too long.', { retryable: true, cause })
