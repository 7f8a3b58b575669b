import { type DocumentNode, GraphQLError, type OperationDefinitionNode, print } from 'graphql'
import { LRUCache } from 'lru-cache'
import { isIncluded } from '../ast/conditions.ts'
import { compilePlan } from '../execution/compilePlan.ts'
import type { Plan } from '../execution/instructions.ts'
import { get, type JsonObject } from '../execution/json.ts'
import { Selection } from '../execution/shape/selection.ts'
import { type HotCounts, newHotCounts } from '../observability/hotCounts.ts'
import type { RefusedFields } from '../protection/authorization/authorization.ts'
import { refusedPaths } from '../protection/authorization/refusedPaths.ts'
import { PlanningTimeSpentError } from '../protection/planningTime.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { CanonicalNames } from './canonicalNames.ts'
import { conditionVariables, nullableConditions, nullConditionError } from './conditions.ts'
import { ForwardedDirectives } from './forwardedDirectives.ts'
import { normalise } from './normalise.ts'
import { operationNamed } from './operationNamed.ts'
import { chooseOverrides } from './overrides.ts'
import { Planner, type PlannerLimits } from './planner.ts'
import { type CountedUse, PlanUsage } from './planUsage.ts'
import { renamedVariables, withRenamedVariables } from './reservedVariables.ts'
import { TooManyStepsError } from './stepBudget.ts'
import { withEntityKeys } from './withEntityKeys.ts'

export interface PlanLimits extends PlannerLimits {
  /** Compiled plans kept at most. */
  cachedPlans: number
  /** Fields, arguments left aside, of one operation at most, its fragments written out. */
  maxSelections: number
}

/** What is counted of plans. */
export type PlanCounts = Pick<HotCounts, 'planHits' | 'planMisses' | 'planningSeconds'>

/** An operation made ready to run with one combination of `@skip` and `@include` values. */
export interface PlannedOperation {
  selection: Selection
  /** Absent when nothing has to be fetched. */
  plan?: Plan
  /** Where the answer lacks what the caller may not have; absent when nothing is refused. */
  refused?: readonly (readonly string[])[]
  /** Counts the plan's uses; absent without a plan, and where something is refused. */
  use?: CountedUse
}

/** How to plan what was used on another supergraph. */
export interface PlanAgain {
  overrides: readonly string[]
  /** How often it counts as used. */
  uses: number
}

/** An operation of a validated document. */
export interface PreparedOperation {
  operation: OperationDefinitionNode
  /** Variables that the plan has under other names, to those; absent when there are none. */
  renamedVariables?: ReadonlyMap<string, string>
  /**
   * What is wrong with a request that gives null where `@skip` or `@include` asks.
   * @param variables coerced, with defaults filled in.
   */
  nullCondition(variables: JsonObject): GraphQLError | undefined
  /**
   * The plan for a request.
   * @throws PlanningError
   * @throws PlanningTimeSpentError
   */
  planFor(variables: JsonObject, how?: HowToPlan): PlannedOperation
}

export interface HowToPlan {
  /** In place of a request: plans what was used on another supergraph. */
  again?: PlanAgain
  /** Makes a plan that is not known yet, at the cost of who asks for it. */
  spend?: Spend
}

type Spend = <T>(plan: () => T) => T

const atNoCost: Spend = plan => plan()

/** What is planned, whatever the variables are. */
interface OperationSource {
  document: DocumentNode
  operation: OperationDefinitionNode
  refused: RefusedFields | undefined
}

/** Thrown when a valid operation cannot be planned. */
export class PlanningError extends Error {
  override readonly name = 'PlanningError'
}

/** Combinations of `@skip` and `@include` values kept for one operation; the rest is planned again when it comes. */
const KEPT_VARIANTS = 32

/** Operations that are known to take too many steps, of those that came last. */
const KNOWN_TOO_LONG = 100

/** Plans whose use is counted at most. */
const COUNTED_PLANS = 1_000

/**
 * The plans of one supergraph. Planning runs on the event loop, so that concurrent misses cannot plan twice; documents
 * are told apart by identity, plans by the normalised operation, whatever its layout, aliases and fragments.
 */
export class OperationPlans {
  /** Which plans are used most. */
  readonly usage = new PlanUsage(COUNTED_PLANS)
  readonly #supergraph: Supergraph
  readonly #planner: Planner
  readonly #plans: LRUCache<string, Plan>
  readonly #tooLong = new LRUCache<string, TooManyStepsError>({ max: KNOWN_TOO_LONG })
  readonly #maxSelections: number
  readonly #directives: ForwardedDirectives
  readonly #random: () => number
  readonly #counts: PlanCounts
  /** By the document, or by what of it is refused. */
  readonly #prepared = new WeakMap<DocumentNode | RefusedFields, Map<string, PreparedOperation>>()

  /** @param random chooses the requests that progressive overrides are on for. */
  constructor(supergraph: Supergraph, limits: PlanLimits, random: () => number, counts: PlanCounts = newHotCounts()) {
    this.#counts = counts
    this.#supergraph = supergraph
    this.#planner = new Planner(supergraph.sdl, limits)
    this.#plans = new LRUCache({ max: limits.cachedPlans })
    this.#maxSelections = limits.maxSelections
    this.#directives = new ForwardedDirectives(supergraph.apiSchema)
    this.#random = random
  }

  /** Plans that are kept now. */
  get size(): number {
    return this.#plans.size
  }

  /**
   * @param document already validated against the API schema.
   * @param refused the fields of the document that the caller may not have.
   * @throws GraphQLError when the document has no such operation.
   */
  prepare(
    document: DocumentNode,
    operationName: string | null | undefined,
    refused?: RefusedFields,
  ): PreparedOperation {
    const byName = this.#prepared.get(refused ?? document) ?? new Map<string, PreparedOperation>()
    this.#prepared.set(refused ?? document, byName)
    const key = operationName ?? ''
    const known = byName.get(key)
    if (known) return known
    const operation = operationNamed(document, operationName)
    if (operation instanceof GraphQLError) throw operation
    const prepared = this.#prepare({ document, operation, refused })
    byName.set(key, prepared)
    return prepared
  }

  #prepare(source: OperationSource): PreparedOperation {
    const { document, operation } = source
    const conditions = conditionVariables(document)
    const nullable = nullableConditions(document, operation)
    const variants = new Map<string, PlannedOperation | PlanningError>()
    return {
      operation,
      renamedVariables: renamedVariables(operation),
      nullCondition: variables => (nullable.length ? nullConditionError(nullable, variables) : undefined),
      planFor: (variables, { again, spend = atNoCost } = {}) => {
        const overrides = again
          ? again.overrides.filter(label => this.#planner.overrides.some(known => known.label === label))
          : chooseOverrides(this.#planner.overrides, this.#random)
        const key = [...conditions.map(name => get(variables, name) === true), ...overrides].join()
        let variant = variants.get(key)
        if (variant) {
          if ('plan' in variant) this.#counts.planHits += 1
        } else {
          variant = this.#planSafely(source, variables, overrides, spend)
          if (!(variant instanceof PlanningError) && variant.use) variant.use.uses += again?.uses ?? 0
          const [oldest] = variants.keys()
          if (variants.size >= KEPT_VARIANTS && oldest !== undefined) variants.delete(oldest)
          variants.set(key, variant)
        }
        if (variant instanceof PlanningError) throw variant
        if (variant.use && !again) this.usage.count(variant.use)
        return variant
      },
    }
  }

  #planSafely(
    source: OperationSource,
    variables: JsonObject,
    overrides: readonly string[],
    spend: Spend,
  ): PlannedOperation | PlanningError {
    try {
      return this.#plan(source, variables, overrides, spend)
    } catch (cause) {
      if (cause instanceof PlanningTimeSpentError) throw cause
      if (cause instanceof PlanningError) return cause
      return new PlanningError(cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }

  #plan(
    { document, operation, refused }: OperationSource,
    variables: JsonObject,
    overrides: readonly string[],
    spend: Spend,
  ): PlannedOperation {
    const names = new CanonicalNames(document, this.#planner.addedNames)
    const maxSelections = this.#maxSelections
    const directives = this.#directives
    const normalised = normalise(document, operation, { variables, names, maxSelections, directives, refused })
    const { apiSchema } = this.#supergraph
    const included = (node: Parameters<typeof isIncluded>[0]) => isIncluded(node, variables)
    const selection = new Selection({
      apiSchema,
      types: this.#supergraph.apiTypes,
      document,
      operation,
      included,
      isRefused: refused && (node => refused.has(node)),
      planName: (field, isApart) => names.nameOf(field, isApart),
    })
    const { fragments } = selection
    const told = refused && refusedPaths({ schema: apiSchema, operation, fragments, refused, included })
    if (!normalised) return { selection, refused: told }
    const renamed = renamedVariables(operation)
    const toPlan = withEntityKeys(renamed ? withRenamedVariables(normalised, renamed) : normalised, this.#supergraph)
    const key = `${overrides.join()}\n${print(toPlan)}`
    const plan = this.#compiled(key, () => spend(() => this.#planner.plan(toPlan, overrides)))
    if (told) return { selection, refused: told, plan }
    const conditions = Object.fromEntries(conditionVariables(document).map(name => [name, get(variables, name)]))
    const use = this.usage.open(key, { document, operationName: operation.name?.value, conditions, overrides })
    return { selection, plan, use }
  }

  #compiled(key: string, makePlan: () => ReturnType<Planner['plan']>): Plan {
    const known = this.#plans.get(key)
    if (known) {
      this.#counts.planHits += 1
      return known
    }
    const tooLong = this.#tooLong.get(key)
    if (tooLong) throw tooLong
    const startedAt = performance.now()
    try {
      const plan = compilePlan(makePlan(), {
        types: this.#supergraph.types,
        realNames: this.#planner.realNames,
      })
      this.#plans.set(key, plan)
      this.#counts.planMisses += 1
      return plan
    } catch (error) {
      if (error instanceof TooManyStepsError) this.#tooLong.set(key, error)
      throw error
    } finally {
      this.#counts.planningSeconds += (performance.now() - startedAt) / 1000
    }
  }
}
