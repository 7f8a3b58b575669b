import type { JsonObject, PathStep } from './json.ts'

/** What went wrong while a plan ran, before it is put in a client's terms. Paths of fetches are the plan's until then. */
export type Fault = FetchFault | InvalidValue

/** What went wrong with one fetch. */
export type FetchFault = AnsweredFault | FailedFetch

/** The part of the response that a fault is about. */
export interface Place {
  path?: PathStep[]
  /** The fields of the object at `path` that are meant; all of them when absent. */
  fields?: readonly string[]
}

/** A subgraph answered, and its answer has an error. */
export interface AnsweredFault extends Place {
  kind: 'answered'
  service: string
  message: string
  extensions: JsonObject
}

/** A subgraph gave no usable answer: refused, timed out, broke off or made no sense. */
export interface FailedFetch extends Place {
  kind: 'failed'
  service: string
  cause: unknown
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

/** Whether a null that broke the schema's promise follows from an error that is told already. */
export const isExplained = ({ planPath }: InvalidValue, faults: readonly FetchFault[]): boolean =>
  faults.some(({ path = [], fields }) => {
    const field = planPath[path.length]
    return (
      path.every((step, index) => index >= planPath.length || step === planPath[index]) &&
      (fields === undefined || typeof field !== 'string' || fields.includes(field))
    )
  })
