import type { JsonObject, PathStep } from '../graphql/json.ts'
import { MAX_ERRORS } from '../graphql/maxErrors.ts'
import type { SubgraphError, SubgraphReply } from '../transport/subgraphTransport.ts'

/**
 * An issue of an execution before `presentIssue` maps it to a client error; paths of fetches are the plan's until then.
 */
export type ExecutionIssue = FetchIssue | InvalidValue

/** An issue of one fetch. */
export type FetchIssue = SubgraphIssue | FailedFetch

/** The part of the response that an issue affects. */
export interface ErrorLocation {
  path?: PathStep[]
  /** Affected fields of the object at `path`; all when absent. */
  fields?: readonly string[]
}

/** An error in a subgraph response. */
export interface SubgraphIssue extends ErrorLocation {
  kind: 'answered'
  service: string
  message: string
  extensions: JsonObject
}

/** A fetch without a usable response: rejected, timed out, aborted or malformed. */
export interface FailedFetch extends ErrorLocation {
  kind: 'failed'
  service: string
  cause: unknown
}

/** The operation has reached its limit of bytes sent to subgraphs. */
export class TooManyBytesError extends Error {
  override readonly name = 'TooManyBytesError'

  constructor(most: number) {
    super(`The operation would send more than ${most} bytes to subgraphs.`)
  }
}

/** Subgraph data that violates the schema, for example null for a non-null field. */
export interface InvalidValue {
  kind: 'invalid'
  message: string
  /** Response path of the client. */
  path: PathStep[]
  /** Response path of the plan. */
  planPath: PathStep[]
}

/** Issues of the fetches of one execution: up to `MAX_ERRORS` are reported, the others counted. */
export class FetchIssues {
  readonly reported: FetchIssue[] = []
  /** Issues beyond the limit, by subgraph. */
  readonly omitted = new Map<string, number>()

  add(issue: FetchIssue): void {
    if (this.reported.length < MAX_ERRORS) this.reported.push(issue)
    else this.#leaveOut(issue.service, 1)
  }

  /** Errors of a response, up to the limit. */
  *errorsOf(service: string, { errors = [], moreErrors = 0 }: SubgraphReply): Iterable<SubgraphError> {
    let read = 0
    while (read < errors.length && this.reported.length < MAX_ERRORS) yield errors[read++] ?? {}
    this.#leaveOut(service, errors.length - read + moreErrors)
  }

  /** Whether an invalid null follows from a reported error or may follow from an omitted one. */
  accountsFor({ planPath }: InvalidValue): boolean {
    return this.omitted.size > 0 || this.reported.some(place => includes(place, planPath))
  }

  #leaveOut(service: string, count: number): void {
    if (count > 0) this.omitted.set(service, (this.omitted.get(service) ?? 0) + count)
  }
}

function includes({ path = [], fields }: ErrorLocation, planPath: readonly PathStep[]): boolean {
  const field = planPath[path.length]
  return (
    path.every((step, index) => index >= planPath.length || step === planPath[index]) &&
    (fields === undefined || typeof field !== 'string' || fields.includes(field))
  )
}
