import { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals'
import { type PlanNode, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner'
import { type DocumentNode, parse, print } from 'graphql'
import { type ExpandOptions, expandRequiredCalls, expandSubscription } from './expandRequiredCalls.ts'
import { fieldSetNames, graphEnumValues } from './joinDirectives.ts'
import { replaceRequiredCalls } from './requiredCalls.ts'
import { resolvableKeysFirst } from './resolvableKeysFirst.ts'

/** Bounds on the planner's search, which runs on the event loop. */
export interface PlannerLimits {
  maxEvaluatedPlans: number
}

/** Apollo's query planner over a supergraph prepared for what it gets wrong; see the files beside this one. */
export class Planner {
  /** Names of fields that the planner may add to a selection by itself. */
  readonly addedNames: ReadonlySet<string>
  /** Synthetic names in plans, to the real ones. */
  readonly realNames: ReadonlyMap<string, string>
  readonly #planner: QueryPlanner
  readonly #schema: Schema
  readonly #expansion: ExpandOptions

  constructor(supergraphSdl: string, limits: PlannerLimits) {
    const document = parse(supergraphSdl, { noLocation: true })
    const { supergraph, calls, neededBy } = replaceRequiredCalls(resolvableKeysFirst(document))
    const prepared = Supergraph.build(print(supergraph), { validateSupergraph: calls.size === 0 })
    this.#schema = prepared.apiSchema()
    this.#planner = new QueryPlanner(prepared, { cache: NO_CACHE, debug: limits })
    this.#expansion = { calls, neededBy, graphs: graphEnumValues(document) }
    this.realNames = new Map([...calls.values()].map(({ synthetic, field }) => [synthetic, field]))
    this.addedNames = fieldSetNames(document)
  }

  /**
   * @param document a normalised operation.
   * @throws Error when the operation cannot be planned, for example as a selected interface has no implementation.
   */
  plan(document: DocumentNode): PlanNode | SubscriptionNode {
    const operation = operationFromDocument(this.#schema, document, { validate: false })
    const { node } = this.#planner.buildQueryPlan(operation)
    if (!node) throw new Error('A selected field has no possible runtime type.')
    if (this.#expansion.calls.size === 0) return node
    return node.kind === 'Subscription'
      ? expandSubscription(node, this.#expansion)
      : expandRequiredCalls(node, this.#expansion)
  }
}

/** Plans are cached by what they become, so the planner's own cache would only hold memory. */
const NO_CACHE = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => true,
  clear: () => {},
}
