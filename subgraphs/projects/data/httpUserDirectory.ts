import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import { unauthenticated, unavailable } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import { Agent, request } from 'undici'
import { z } from 'zod'
import type { UserDirectory } from './userDirectory.ts'

const QUERY = 'query UserExists($id: ID!) { user(id: $id) { id } }'

const answerShape = z.object({
  data: z.object({ user: z.object({ id: z.string() }).nullable() }).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string().optional() }).optional() }))
    .optional(),
})
type Answer = z.infer<typeof answerShape>

/**
 * Asks the users subgraph, in the caller's name.
 * @param options.url its GraphQL endpoint; a function where the port is known only later.
 * @param options.timeoutMs for the whole question.
 */
export function createHttpUserDirectory(options: {
  url: string | (() => string)
  gatewaySecret: string
  timeoutMs: number
  log: Logger
}): UserDirectory {
  const { url, gatewaySecret, timeoutMs, log } = options
  const agent = new Agent({ connections: 16 })

  async function ask(body: object, headers: Record<string, string>): Promise<Answer> {
    try {
      const response = await request(typeof url === 'function' ? url() : url, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', [GATEWAY_SECRET_HEADER]: gatewaySecret, ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      })
      return answerShape.parse(await response.body.json())
    } catch (error) {
      log.warn({ err: error }, 'the users service did not answer')
      throw unavailable('users')
    }
  }

  return {
    async exists(userId, { authorization, trace }) {
      const answer = await ask(
        { query: QUERY, variables: { id: userId } },
        { traceparent: formatTraceparent(trace), ...(authorization ? { authorization } : {}) },
      )
      if (answer.data && !answer.errors) return answer.data.user !== null
      // The session may have been ended since this service looked.
      if (answer.errors?.some(error => error.extensions?.code === 'UNAUTHENTICATED')) throw unauthenticated()
      log.warn({ errors: answer.errors }, 'the users service could not tell who has an account')
      throw unavailable('users')
    },
    close: () => agent.close(),
  }
}
