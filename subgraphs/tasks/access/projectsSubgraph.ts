import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import { CallerCircuits, type CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { CallOutcome } from '@atelier/platform/circuit/circuitBreaker.ts'
import { unauthenticated, unavailable } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { formatTraceparent } from '@atelier/platform/tracing/traceContext.ts'
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

/** When it is left alone: three in five of three questions or more failed within a minute. */
const CIRCUIT = { windowMs: 60_000, minimumCalls: 3, failureRatio: 0.6, probes: 10 }

export interface ProjectsSubgraphOptions {
  /** Its GraphQL endpoint; a function where the port is known only later. */
  url: string | (() => string)
  gatewaySecret: string
  /** Milliseconds for a whole question. */
  timeoutMs: number
  /** Milliseconds that it is left alone after too many failures. */
  breakMs: number
  clock: Clock
  log: Logger
}

/**
 * Asks the projects subgraph, in the caller's name and by one query for many projects. After three questions or more
 * within a minute of which three in five failed it is left alone for a while: by all where it is in trouble, by one person
 * where it is what that person asks.
 */
export function createProjectsSubgraph(options: ProjectsSubgraphOptions): ProjectAccess & { close(): Promise<void> } {
  const { url, gatewaySecret, timeoutMs, breakMs, clock, log } = options
  const agent = new Agent({ connections: 16 })
  const circuits = new CallerCircuits(
    { ...CIRCUIT, openMs: breakMs },
    () => clock.now().getTime(),
    state => log.warn({ state }, 'the circuit of the projects service has changed'),
  )

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
    const answer = readAnswer(response.statusCode, await response.body.text())
    if (answer.errors && !isUnauthenticated(answer)) {
      throw new UnusableAnswerError(response.statusCode, answer.errors[0]?.message ?? 'errors without words')
    }
    return answer
  }

  async function askUnlessLeftAlone(asker: Asker, projectIds: readonly string[]): Promise<Answer> {
    const permit = circuits.admit(sourceOf(asker))
    if (permit === undefined) throw new Error('it is left alone for a while, as it failed too often')
    try {
      const answer = await ask(asker, projectIds)
      circuits.settle(permit, 'success')
      return answer
    } catch (error) {
      circuits.settle(permit, outcomeOf(error))
      throw error
    }
  }

  return {
    async rightsIn(asker, projectIds) {
      let answer: Answer
      try {
        answer = await askUnlessLeftAlone(asker, projectIds)
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

/** @throws UnusableAnswerError */
function readAnswer(status: number, text: string): Answer {
  try {
    return answerShape.parse(JSON.parse(text))
  } catch (error) {
    throw new UnusableAnswerError(status, error)
  }
}

function sourceOf({ viewer, clientAddress }: Asker): CallSource {
  const address = clientAddress ?? ''
  return { caller: viewer?.id ?? address, address }
}

/** Where an answer came, or none in time, what was asked may be the reason; no caller keeps a connection from being made. */
function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof UnusableAnswerError) return error.status >= 502 && error.status <= 503 ? 'failure' : 'suspect'
  return error instanceof Error && error.name === 'TimeoutError' ? 'suspect' : 'failure'
}

/** Thrown when the projects service answered with nothing that can be used. */
class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError'
  readonly status: number

  constructor(status: number, cause: unknown) {
    super(`answered ${status} with nothing that can be used`, { cause })
    this.status = status
  }
}

const isUnauthenticated = ({ errors }: Answer) =>
  errors?.some(error => error.extensions?.code === 'UNAUTHENTICATED') ?? false
