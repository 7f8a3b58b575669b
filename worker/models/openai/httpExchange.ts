import { type Agent, FormData, fetch, type Response } from 'undici'
import { ImageModelError } from '../imageModel.ts'
import { responseError } from './responseError.ts'

/** HTTP requests to a model server, with a limited response size; redirects are not followed. */
export interface HttpExchange {
  /**
   * Posts JSON, or a form as multipart.
   * @returns the body of a 2xx response.
   * @throws ImageModelError for any other response.
   */
  post(url: string, body: FormData | Record<string, unknown>, signal: AbortSignal): Promise<Uint8Array>
  get(url: string, signal: AbortSignal): Promise<Uint8Array>
}

export function createHttpExchange(options: {
  agent: Agent
  /** Maximum bytes of a response body. */
  maxBytes: number
  headers: Record<string, string>
}): HttpExchange {
  const { agent: dispatcher, maxBytes, headers } = options

  async function bodyOf(response: Response): Promise<Uint8Array> {
    const body = await readBounded(response, maxBytes)
    if (response.ok) return body
    throw responseError(response.status, body)
  }

  return {
    async post(url, body, signal) {
      const isForm = body instanceof FormData
      const response = await fetch(url, {
        method: 'POST',
        headers: isForm ? headers : { ...headers, 'content-type': 'application/json' },
        body: isForm ? body : JSON.stringify(body),
        signal,
        dispatcher,
        redirect: 'manual',
      })
      return bodyOf(response)
    },
    async get(url, signal) {
      return bodyOf(await fetch(url, { headers, signal, dispatcher, redirect: 'manual' }))
    },
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    // Leaving the loop closes the connection.
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (maxBytes: number) =>
  new ImageModelError('MODEL_BAD_ANSWER', `The model server's answer is larger than ${maxBytes} bytes.`, {
    retryable: false,
  })
