import type { JsonObject, PathStep } from '../graphql/json.ts'
import { MAX_ERRORS } from '../graphql/maxErrors.ts'
import type { SubgraphError, SubgraphReply } from '../transport/subgraphTransport.ts'

/** What went wrong while a plan ran, before it is put in a client's terms. Paths of fetches are the plan's until then. */
export type Fault = FetchFault | InvalidValue

/** What went wrong with one fetch. */
export type FetchFault = AnsweredFault | FailedFetch

/** The part of the response that a fault is about. */
export interface ErrorLocation {
  path?: PathStep[]
  /** The fields of the object at `path` that are meant; all of them when absent. */
  fields?: readonly string[]
}

/** A subgraph answered, and its answer has an error. */
export interface AnsweredFault extends ErrorLocation {
  kind: 'answered'
  service: string
  message: string
  extensions: JsonObject
}

/** A subgraph gave no usable answer: rejected, timed out, broke off or made no sense. */
export interface FailedFetch extends ErrorLocation {
  kind: 'failed'
  service: string
  cause: unknown
}

/** Why nothing was sent to a subgraph: the operation had sent as much as it may. */
export class TooManyBytesError extends Error {
  override readonly name = 'TooManyBytesError'

  constructor(most: number) {
    super(`The operation would send more than ${most} bytes to subgraphs.`)
  }
}

/** What the subgraphs gave does not fit the schema, for example null in a non-null place. */
export interface InvalidValue {
  kind: 'invalid'
  message: string
  /** In the client's names. */
  path: PathStep[]
  /** In the plan's names. */
  planPath: PathStep[]
}

/** What went wrong with the fetches of one run, as far as it is told; the rest is counted. */
export class FetchFaults {
  readonly reported: FetchFault[] = []
  /** How many more there were, by subgraph. */
  readonly omitted = new Map<string, number>()

  add(fault: FetchFault): void {
    if (this.reported.length < MAX_ERRORS) this.reported.push(fault)
    else this.#leaveOut(fault.service, 1)
  }

  /** The errors of an answer while there is room to tell them. */
  *errorsOf(service: string, { errors = [], moreErrors = 0 }: SubgraphReply): Iterable<SubgraphError> {
    let read = 0
    while (read < errors.length && this.reported.length < MAX_ERRORS) yield errors[read++] ?? {}
    this.#leaveOut(service, errors.length - read + moreErrors)
  }

  /** Whether a null that broke the schema's promise follows from an error, one that is told or one that may be untold. */
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
