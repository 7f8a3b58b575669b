import type { JsonObject, PathStep } from './json.ts'

/** What went wrong while a plan ran, before it is put in a client's terms. Paths are the plan's until then. */
export type Fault = FetchFault | InvalidValue

/** What went wrong with one fetch. */
export type FetchFault = AnsweredFault | FailedFetch

/** A subgraph answered, and its answer has an error. */
export interface AnsweredFault {
  kind: 'answered'
  service: string
  message: string
  extensions: JsonObject
  path?: PathStep[]
}

/** A subgraph gave no usable answer: refused, timed out, broke off or made no sense. */
export interface FailedFetch {
  kind: 'failed'
  service: string
  cause: unknown
  path?: PathStep[]
}

/** What the subgraphs gave does not fit the schema, for example null in a non-null place. */
export interface InvalidValue {
  kind: 'invalid'
  message: string
  path: PathStep[]
}
