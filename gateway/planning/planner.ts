import { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals'
import { withFewCombinations } from '@apollo/query-graphs'
import { type PlanNode, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner'
import { type DocumentNode, type GraphQLSchema, parse, print } from 'graphql'
import { fieldSetNames, graphEnumValues, interfaceObjects } from '../supergraph/joinDirectives.ts'
import { withoutOneOf } from '../supergraph/oneOf.ts'
import { rootTypeNames, withPlannedRoots } from '../supergraph/rootTypes.ts'
import { contextsFirst } from './contextsFirst.ts'
import { hideExactLiterals, showExactLiterals } from './exactLiterals.ts'
import { type ExpandOptions, expandRequiredCalls, expandSubscription } from './expandRequiredCalls.ts'
import { type ProgressiveOverride, progressiveOverrides } from './overrides.ts'
import { replaceRequiredCalls } from './requiredCalls.ts'
import { resolvableKeysFirst } from './resolvableKeysFirst.ts'
import { StepBudget } from './stepBudget.ts'
import { withoutForeignLinks } from './withoutForeignLinks.ts'

/** Limits of the planner's search, which runs on the event loop. */
export interface PlannerLimits {
  /** Maximum complete plans that are compared. */
  maxEvaluatedPlans: number
  /** Maximum steps on paths through the query graph for one operation; Infinity for no limit. */
  maxSteps: number
}

/**
 * Apollo's query planner, with a supergraph and plans that are rewritten around its errors; see the files beside this
 * one.
 */
export class Planner {
  /** Names of fields that the planner may add to a selection. */
  readonly addedNames: ReadonlySet<string>
  /** Real field names by synthetic name. */
  readonly realNames: ReadonlyMap<string, string>
  readonly overrides: readonly ProgressiveOverride[]
  readonly #planner: QueryPlanner
  readonly #budget: StepBudget
  readonly #schema: Schema
  readonly #expansion: ExpandOptions
  readonly #rootNames: ReadonlyMap<string, string>
  #graphqlSchema?: GraphQLSchema

  /** @param supergraphSdl a valid supergraph. */
  constructor(supergraphSdl: string, limits: PlannerLimits) {
    const document = withoutOneOf(parse(supergraphSdl, { noLocation: true }))
    this.#rootNames = rootTypeNames(document)
    const planned = withPlannedRoots(document, this.#rootNames)
    const { supergraph, calls, neededBy } = replaceRequiredCalls(resolvableKeysFirst(withoutForeignLinks(planned)))
    // It was validated when it was loaded, required features included.
    const prepared = Supergraph.build(print(supergraph), { supportedFeatures: null, validateSupergraph: false })
    this.#schema = prepared.apiSchema()
    this.#budget = new StepBudget(limits.maxSteps)
    const debug = { maxEvaluatedPlans: limits.maxEvaluatedPlans, pathsLimit: this.#budget.pathsLimit }
    this.#planner = new QueryPlanner(prepared, { cache: NO_CACHE, debug })
    this.#expansion = {
      calls,
      neededBy,
      graphs: graphEnumValues(document),
      interfaceObjects: interfaceObjects(document),
    }
    this.realNames = new Map([...calls.values()].map(({ synthetic, field }) => [synthetic, field]))
    this.addedNames = fieldSetNames(document)
    this.overrides = progressiveOverrides(document)
  }

  /**
   * @param document a normalised operation.
   * @param overrides labels of the progressive overrides that are on.
   * @throws TooManyStepsError when the operation has too many paths.
   * @throws Error when the operation cannot be planned, for example because a selected interface has no implementation.
   */
  plan(document: DocumentNode, overrides: readonly string[]): PlanNode | SubscriptionNode {
    const planned = withPlannedRoots(document, this.#rootNames)
    const hidden = hideExactLiterals(planned, () => this.#literalTypes())
    const node = this.#planHidden(hidden, overrides)
    return hidden === planned ? node : showExactLiterals(node)
  }

  #planHidden(document: DocumentNode, overrides: readonly string[]): PlanNode | SubscriptionNode {
    const operation = operationFromDocument(this.#schema, document, { validate: false })
    const overrideConditions = new Map(overrides.map(label => [label, true]))
    const build = () => this.#planner.buildQueryPlan(operation, { overrideConditions })
    const { node } = this.#budget.spend(() => withFewFirst(build))
    if (!node) throw new Error('A selected field has no possible runtime type.')
    if (node.kind === 'Subscription') {
      const { primary, rest } = expandSubscription(node, this.#expansion)
      return { ...node, primary, rest: rest && contextsFirst(rest) }
    }
    return contextsFirst(expandRequiredCalls(node, this.#expansion))
  }

  #literalTypes(): GraphQLSchema {
    this.#graphqlSchema ??= this.#schema.toGraphQLJSSchema()
    return this.#graphqlSchema
  }
}

/**
 * Plans with few of the combinations of paths to the types of an interface, whose number is (subgraphs)^(types), and
 * with all of them when those few lead to no plan.
 */
function withFewFirst<T>(plan: () => T): T {
  try {
    return withFewCombinations(plan)
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith(NO_PATH)) throw error
    return plan()
  }
}

/** Prefix of the library's error for a field without a path. */
const NO_PATH = 'Was not able to'

/** Compiled plans are cached, so the planner's own cache would only cost memory. */
const NO_CACHE = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => true,
  clear: () => {},
}
