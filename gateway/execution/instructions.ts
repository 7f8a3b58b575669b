import type { Json } from '../graphql/json.ts'
import type { ExactNumbers } from '../graphql/parseJson.ts'
import type { SelectedKey } from './selectedKeys.ts'

/** A compiled query plan: all that does not depend on the request is computed once. */
export type Instruction = FetchInstruction | SequenceInstruction | ParallelInstruction | ConditionInstruction

export interface SequenceInstruction {
  kind: 'sequence'
  steps: Instruction[]
}

export interface ParallelInstruction {
  kind: 'parallel'
  steps: Instruction[]
}

export interface ConditionInstruction {
  kind: 'condition'
  variable: string
  whenTrue?: Instruction
  whenFalse?: Instruction
}

/** One operation for one subgraph; its result is merged into the root of the response or into its entities. */
export interface FetchInstruction {
  kind: 'fetch'
  service: string
  operationKind: 'query' | 'mutation' | 'subscription'
  operationName?: string
  /** The subgraph operation's text. */
  operation: string
  /** Numbers of the response that are kept as written: all where custom scalars are selected. */
  exactNumbers: ExactNumbers
  /** The request body up to the variables: `{"query":"…","operationName":"…"`. */
  bodyHead: string
  /** The client's variables that the operation uses. */
  variables: readonly string[]
  /** Response path of the result. */
  path: readonly Segment[]
  /** Present when the operation queries `_entities`. */
  entities?: EntityInputs
  /** Present when the entities' fields take arguments from ancestor objects (`@fromContext`). */
  contexts?: ContextInputs
  outputRewrites: readonly Rewrite[]
  /** Selected keys of the root type or, of an `_entities` query, of the entities. */
  selected: readonly SelectedKey[]
  /** Names renamed by output rewrites, from the subgraph's to the response's; error paths are mapped by it, too. */
  renamed: ReadonlyMap<string, string>
}

/** Inputs of the representations of an entity fetch. */
export interface EntityInputs {
  requires: readonly Requirement[]
  inputRewrites: readonly Rewrite[]
  /** Whether representations can be written directly as JSON: no key occurs twice and nothing is rewritten. */
  simple: boolean
}

/** Context variables of an entity fetch, whose values differ between entities. */
export interface ContextInputs {
  values: readonly ContextValue[]
  /**
   * The request body up to the variables when entities with different values are fetched in one operation: the n-th of
   * them under `part<n>`, with `representations` and the values' variables, each with `_part<n>` after its name.
   */
  bodyHead: (parts: number) => string
}

/** One source of a variable's value; of several for one variable, the first that is present counts. */
export interface ContextValue {
  variable: string
  /** Levels of ancestors from the entity up to the object with the value. */
  levels: number
  /** Path from that object to the value. */
  path: readonly RewriteStep[]
}

/** A step of the path from the root of the response to the objects of a fetch. */
export type Segment = { kind: 'field'; name: string } | { kind: 'each' } | { kind: 'type'; names: ReadonlySet<string> }

/** A part of the selection of a representation. */
export type Requirement = RequiredField | RequiredFragment

export interface RequiredField {
  kind: 'field'
  /** Response name of the value. */
  source: string
  /** Key in the representation. */
  target: string
  /** `"target":`, ready to be written. */
  jsonKey: string
  nested?: readonly Requirement[]
}

export interface RequiredFragment {
  kind: 'fragment'
  /** Absent when the fragment has no type condition. */
  names?: ReadonlySet<string>
  nested: readonly Requirement[]
}

/** A rewrite of the input or output of a fetch, by the planner. */
export interface Rewrite {
  path: readonly RewriteStep[]
  key: string
  action: { kind: 'set'; value: Json } | { kind: 'rename'; to: string }
}

/** A field to enter, or a type condition. */
export type RewriteStep = { key: string } | { names: ReadonlySet<string> }

/** A compiled plan. */
export type Plan = OperationPlan | SubscriptionPlan

export interface OperationPlan {
  kind: 'operation'
  instruction: Instruction
}

/** `primary` streams events; `rest` runs on each of them. */
export interface SubscriptionPlan {
  kind: 'subscription'
  primary: FetchInstruction
  rest?: Instruction
}
