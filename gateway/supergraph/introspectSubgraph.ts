import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { z } from 'zod'

/** Maximum time of one introspection. */
const TIMEOUT_MS = 30_000

const answer = z.object({
  data: z.object({ _service: z.object({ sdl: z.string().min(1) }).nullish() }).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
})

/**
 * The SDL of a running subgraph, by `_service` of the federation specification.
 * @throws Error with the reason in one line, without the headers.
 */
export async function introspectSubgraph(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await post(url, headers)
  const body = answer.safeParse(await response.json().catch(() => undefined))
  if (body.success) {
    const { data, errors } = body.data
    const sdl = data?._service?.sdl
    if (sdl) return sdl
    if (errors?.length) throw new Error(`it answered: ${errors.map(({ message }) => message).join(' ')}`)
  }
  const status = `it answered ${response.status} without an SDL`
  throw new Error(response.ok ? `${status}: is it a subgraph?` : status)
}

async function post(url: string, given: Readonly<Record<string, string>>): Promise<Response> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) setHeader(headers, name, value)
  headers.set('accept', 'application/json')
  headers.set('content-type', 'application/json')
  try {
    return await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    throw new Error(messageOf(error instanceof Error && error.cause ? error.cause : error))
  }
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value)
  } catch {
    // The message would have the value, which may be a secret.
    throw new Error(`introspection_headers: the name or the value of "${name}" is not allowed in HTTP`)
  }
}
