import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import { unauthenticated, unavailable } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import { circuitBreaker, handleAll, SamplingBreaker } from 'cockatiel'
import { Agent, request } from 'undici'
import { z } from 'zod'
import type { Asker, ProjectAccess } from './projectAccess.ts'

const QUERY = `query ProjectRights($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Project { id viewerRole archivedAt } }
}`

const answerShape = z.object({
  data: z
    .object({
      _entities: z.array(
        z
          .object({
            id: z.string(),
            viewerRole: z.enum(['OWNER', 'EDITOR', 'VIEWER']).nullable(),
            archivedAt: z.string().nullable(),
          })
          .nullable(),
      ),
    })
    .nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string().optional() }).optional() }))
    .optional(),
})
type Answer = z.infer<typeof answerShape>

/** The window in which failures are counted. */
const WINDOW_MS = 60_000

export interface ProjectsSubgraphOptions {
  /** Its GraphQL endpoint; a function where the port is known only later. */
  url: string | (() => string)
  gatewaySecret: string
  /** Milliseconds for a whole question. */
  timeoutMs: number
  /** Milliseconds that it is left alone after too many failures. */
  breakMs: number
  log: Logger
}

/**
 * Asks the projects subgraph, in the caller's name and by one query for many projects. After three questions or more
 * within a minute of which three in five failed it is left alone for a while.
 */
export function createProjectsSubgraph(options: ProjectsSubgraphOptions): ProjectAccess & { close(): Promise<void> } {
  const { url, gatewaySecret, timeoutMs, breakMs, log } = options
  const agent = new Agent({ connections: 16 })
  const breaker = circuitBreaker(handleAll, {
    // The library wants more than the share given, and requests a second; a hair less makes it "three in five or more".
    breaker: new SamplingBreaker({ threshold: 0.6 - 1e-9, duration: WINDOW_MS, minimumRps: 3 / (WINDOW_MS / 1000) }),
    halfOpenAfter: breakMs,
    halfOpenSampling: { calls: 10, threshold: 0.6 - 1e-9 },
  })
  breaker.onBreak(() => log.warn('the projects service fails too often and is left alone for a while'))
  breaker.onReset(() => log.info('the projects service answers again'))

  async function ask({ authorization, trace }: Asker, projectIds: readonly string[]): Promise<Answer> {
    const response = await request(typeof url === 'function' ? url() : url, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [GATEWAY_SECRET_HEADER]: gatewaySecret,
        traceparent: formatTraceparent(trace),
        ...(authorization ? { authorization } : {}),
      },
      body: JSON.stringify({
        query: QUERY,
        variables: { representations: projectIds.map(id => ({ __typename: 'Project', id })) },
      }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const answer = answerShape.parse(await response.body.json())
    if (answer.errors && !isUnauthenticated(answer))
      throw new Error(answer.errors[0]?.message ?? 'errors without words')
    return answer
  }

  return {
    async rightsIn(asker, projectIds) {
      let answer: Answer
      try {
        answer = await breaker.execute(() => ask(asker, projectIds))
      } catch (error) {
        log.warn({ err: error, traceId: asker.trace.traceId }, 'the projects service did not answer')
        throw unavailable('projects')
      }
      // The session may have been ended, or the token have expired, since this service looked.
      if (isUnauthenticated(answer)) throw unauthenticated()
      const seen = answer.data?._entities.filter(project => project !== null) ?? []
      return seen.map(({ id, viewerRole, archivedAt }) => ({ id, role: viewerRole, archived: archivedAt !== null }))
    },
    close: () => agent.close(),
  }
}

const isUnauthenticated = ({ errors }: Answer) =>
  errors?.some(error => error.extensions?.code === 'UNAUTHENTICATED') ?? false
