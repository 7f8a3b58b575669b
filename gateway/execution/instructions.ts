import type { Json } from '../graphql/json.ts'
import type { SelectedKey } from './selectedKeys.ts'

/** What a query plan becomes before it runs: everything that does not depend on the request is worked out once. */
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

/** One operation for one subgraph, whose result goes to the root of the response or into its entities. */
export interface FetchInstruction {
  kind: 'fetch'
  service: string
  operationKind: 'query' | 'mutation' | 'subscription'
  operationName?: string
  /** The subgraph operation's text. */
  operation: string
  /** The request body up to the variables: `{"query":"…","operationName":"…"`. */
  bodyHead: string
  /** The client's variables that the operation uses. */
  variables: readonly string[]
  /** Where in the response the result belongs. */
  path: readonly Segment[]
  /** Present when the operation asks `_entities`. */
  entities?: EntityInputs
  /** Present when the entities' fields take arguments from objects above them (`@fromContext`). */
  contexts?: ContextInputs
  outputRewrites: readonly Rewrite[]
  /** What it selects on the root type or, when it asks `_entities`, on those. */
  selected: readonly SelectedKey[]
  /** Names that output rewrites change, from the subgraph's to the response's; error paths go the same way. */
  renamed: ReadonlyMap<string, string>
}

/** How to make the representations of an entity fetch. */
export interface EntityInputs {
  requires: readonly Requirement[]
  inputRewrites: readonly Rewrite[]
  /** Whether representations can be written straight to JSON: no field is named twice and nothing is rewritten. */
  simple: boolean
}

/** Where an entity fetch finds the values of variables that are not the client's but differ from entity to entity. */
export interface ContextInputs {
  values: readonly ContextValue[]
  /**
   * The request body up to the variables when entities with different values are asked for in one operation: the n-th
   * of them under `part<n>`, with `representations` and the values' variables, each with `_part<n>` after its name.
   */
  bodyHead: (parts: number) => string
}

/** One place where a variable's value may be. Where several are of one variable, the first that is there counts. */
export interface ContextValue {
  variable: string
  /** How many objects the value's place is above the entity. */
  levels: number
  /** From that object to the value. */
  path: readonly RewriteStep[]
}

/** A step from the response's root towards the objects that a fetch is about. */
export type Segment = { kind: 'field'; name: string } | { kind: 'each' } | { kind: 'type'; names: ReadonlySet<string> }

/** A piece of the selection that a representation is made of. */
export type Requirement = RequiredField | RequiredFragment

export interface RequiredField {
  kind: 'field'
  /** The response name under which the value is found. */
  source: string
  /** The key in the representation. */
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

/** A change that the planner asks for on what goes to or comes from a subgraph. */
export interface Rewrite {
  path: readonly RewriteStep[]
  key: string
  action: { kind: 'set'; value: Json } | { kind: 'rename'; to: string }
}

/** Into a field, or on only where the object is of one of some types. */
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
