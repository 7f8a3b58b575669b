import { createHash } from 'node:crypto'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { type DocumentNode, GraphQLError, type OperationDefinitionNode, print } from 'graphql'
import { LRUCache } from 'lru-cache'
import { compilePlan } from '../execution/compilePlan.ts'
import type { Plan } from '../execution/instructions.ts'
import { Selection } from '../execution/shape/selection.ts'
import { isIncluded } from '../graphql/conditions.ts'
import { get, type JsonObject } from '../graphql/json.ts'
import { unmetered } from '../observability/cpuMeter.ts'
import { newPlannerCounters, type PlannerCounters } from '../observability/plannerCounters.ts'
import type { UnauthorizedFields } from '../protection/authorization/authorization.ts'
import { unauthorizedPaths } from '../protection/authorization/unauthorizedPaths.ts'
import type { MeteredRun } from '../protection/cpuBudget.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { CanonicalNames } from './canonicalNames.ts'
import { conditionVariables, nullableConditions, nullConditionError } from './conditions.ts'
import { ForwardedDirectives } from './forwardedDirectives.ts'
import { withObjectConditions } from './interfaceObjectConditions.ts'
import { normalise } from './normalise.ts'
import { operationNamed } from './operationNamed.ts'
import { chooseOverrides } from './overrides.ts'
import { Planner, type PlannerLimits } from './planner.ts'
import { type CountedUse, PlanUsage } from './planUsage.ts'
import { renamedVariables, withRenamedVariables } from './reservedVariables.ts'
import { TooManyStepsError } from './stepBudget.ts'
import { type UnplannableField, unplannableField } from './unplannable.ts'
import { withEntityKeys } from './withEntityKeys.ts'

export interface PlanLimits extends PlannerLimits {
  /** Maximum compiled plans in the cache. */
  cachedPlans: number
  /** Maximum selections of all cached plans, and of all cached variants. */
  cachedSelections: number
  /** Maximum selections of one operation, fragments expanded. */
  maxSelections: number
}

/** Counters of plans. */
export type PlanCounts = Pick<PlannerCounters, 'planHits' | 'planMisses' | 'planningSeconds'>

/** A variant of an operation for one combination of `@skip` and `@include` values. */
export interface PlannedOperation {
  selection: Selection
  /** Whether it has introspection fields. */
  asksForSchema: boolean
  /** Absent when there is nothing to fetch. */
  plan?: Plan
  /** Response paths of unauthorized fields; absent when there are none. */
  unauthorized?: readonly (readonly string[])[]
  /** Counter of the plan's uses; absent without a plan, and with unauthorized fields. */
  use?: CountedUse
}

type PlanVariant = PlannedOperation | PlanningError

/** Replanning of an operation that was used on another supergraph. */
export interface PlanAgain {
  overrides: readonly string[]
  /** Initial count of uses. */
  uses: number
}

/** An operation of a validated document. */
export interface OperationTemplate {
  operation: OperationDefinitionNode
  /** Names of variables in the plan that differ from the client's; absent when there are none. */
  renamedVariables?: ReadonlyMap<string, string>
  /**
   * The error of a request whose `@skip` or `@include` is null.
   * @param variables coerced, with defaults filled in.
   */
  nullCondition(variables: JsonObject): GraphQLError | undefined
  /**
   * The plan for a request.
   * @throws PlanningError
   * @throws CpuBudgetSpentError
   */
  planFor(variables: JsonObject, how?: HowToPlan): PlannedOperation
}

export interface HowToPlan {
  /** Replans an operation of another supergraph, without a request. */
  again?: PlanAgain
  /** Runs planning on the caller's budget. */
  spend?: MeteredRun
}

/** The operation to plan, independent of variables. */
interface OperationSource {
  document: DocumentNode
  operation: OperationDefinitionNode
  unauthorized: UnauthorizedFields | undefined
}

/** A valid operation cannot be planned. */
export class PlanningError extends Error {
  override readonly name = 'PlanningError'
  /** The field that cannot be planned; absent when it was not looked for. */
  readonly field?: UnplannableField

  constructor(message: string, { cause, field }: { cause: unknown; field?: UnplannableField }) {
    super(message, { cause })
    this.field = field
  }
}

/** For a cached error: a stack that is not formatted yet keeps the values of its frames in memory. */
function withWrittenStack<E extends Error>(error: E): E {
  for (let each: unknown = error; each instanceof Error; each = each.cause) each.stack = String(each.stack)
  return error
}

/** Size of a cached error, in selections. */
const ERROR_SIZE = 4

/** Cached operations that exceed the step limit. */
const KNOWN_TOO_LONG = 100

/** Maximum plans with a counter of uses. */
const COUNTED_PLANS = 1_000

/**
 * Query plans of one supergraph. Planning runs on the event loop, so concurrent misses cannot plan twice; documents are
 * cached by identity, plans by the normalised operation, whatever its layout, aliases and fragments.
 */
export class OperationPlans {
  /** The most used plans. */
  readonly usage = new PlanUsage(COUNTED_PLANS)
  readonly #supergraph: Supergraph
  readonly #planner: Planner
  readonly #plans: LRUCache<string, Plan>
  readonly #variants: LRUCache<string, PlanVariant>
  #preparedSoFar = 0
  readonly #tooLong = new LRUCache<string, TooManyStepsError>({ max: KNOWN_TOO_LONG })
  readonly #maxSelections: number
  readonly #directives: ForwardedDirectives
  readonly #random: () => number
  readonly #counts: PlanCounts
  /** By document, or by its unauthorized fields. */
  readonly #prepared = new WeakMap<DocumentNode | UnauthorizedFields, Map<string, OperationTemplate>>()

  /** @param random selects requests for progressive overrides. */
  constructor(
    supergraph: Supergraph,
    limits: PlanLimits,
    random: () => number,
    counts: PlanCounts = newPlannerCounters(),
  ) {
    this.#counts = counts
    this.#supergraph = supergraph
    this.#planner = new Planner(supergraph.sdl, limits)
    this.#plans = new LRUCache({ max: limits.cachedPlans, maxSize: limits.cachedSelections })
    this.#variants = new LRUCache({ maxSize: limits.cachedSelections })
    this.#maxSelections = limits.maxSelections
    this.#directives = new ForwardedDirectives(supergraph.apiSchema)
    this.#random = random
  }

  /** Plans in the cache. */
  get size(): number {
    return this.#plans.size
  }

  /**
   * @param document validated against the API schema.
   * @param unauthorized fields of the document that are unauthorized for the caller.
   * @throws GraphQLError when the document has no such operation.
   */
  prepare(
    document: DocumentNode,
    operationName: string | null | undefined,
    unauthorized?: UnauthorizedFields,
  ): OperationTemplate {
    const byName = this.#prepared.get(unauthorized ?? document) ?? new Map<string, OperationTemplate>()
    this.#prepared.set(unauthorized ?? document, byName)
    const key = operationName ?? ''
    const known = byName.get(key)
    if (known) return known
    const operation = operationNamed(document, operationName)
    if (operation instanceof GraphQLError) throw operation
    const prepared = this.#prepare({ document, operation, unauthorized })
    byName.set(key, prepared)
    return prepared
  }

  #prepare(source: OperationSource): OperationTemplate {
    const { document, operation } = source
    const conditions = conditionVariables(document)
    const nullable = nullableConditions(document, operation)
    this.#preparedSoFar += 1
    const number = this.#preparedSoFar
    return {
      operation,
      renamedVariables: renamedVariables(operation),
      nullCondition: variables => (nullable.length ? nullConditionError(nullable, variables) : undefined),
      planFor: (variables, { again, spend = unmetered.run } = {}) => {
        const overrides = again
          ? again.overrides.filter(label => this.#planner.overrides.some(known => known.label === label))
          : chooseOverrides(this.#planner.overrides, this.#random)
        const key = [number, ...conditions.map(name => get(variables, name) === true), ...overrides].join()
        let variant = this.#variants.get(key)
        if (variant) {
          if ('plan' in variant) this.#counts.planHits += 1
        } else {
          const made = spend(() => this.#planSafely(source, variables, overrides))
          variant = made.variant
          if (!(variant instanceof PlanningError) && variant.use) variant.use.uses += again?.uses ?? 0
          this.#variants.set(key, variant, { size: made.size })
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
  ): { variant: PlanVariant; size: number } {
    try {
      return this.#plan(source, variables, overrides)
    } catch (cause) {
      const isKnown = cause instanceof PlanningError
      const error = isKnown ? cause : new PlanningError(messageOf(cause), { cause })
      return { variant: withWrittenStack(error), size: ERROR_SIZE }
    }
  }

  #plan(
    { document, operation, unauthorized }: OperationSource,
    variables: JsonObject,
    overrides: readonly string[],
  ): { variant: PlannedOperation; size: number } {
    const names = new CanonicalNames(document, this.#planner.addedNames)
    const maxSelections = this.#maxSelections
    const directives = this.#directives
    const normalised = normalise(document, operation, { variables, names, maxSelections, directives, unauthorized })
    const { size, asksForSchema } = normalised
    const { apiSchema } = this.#supergraph
    const included = (node: Parameters<typeof isIncluded>[0]) => isIncluded(node, variables)
    const selection = new Selection({
      apiSchema,
      types: this.#supergraph.apiTypes,
      document,
      operation,
      included,
      isUnauthorized: unauthorized && (node => unauthorized.has(node)),
      planName: (field, isApart) => names.nameOf(field, isApart),
    })
    const { fragments } = selection
    const paths = unauthorized && unauthorizedPaths({ schema: apiSchema, operation, fragments, unauthorized, included })
    if (!normalised.document) return { size, variant: { selection, asksForSchema, unauthorized: paths } }
    const renamed = renamedVariables(operation)
    const written = renamed ? withRenamedVariables(normalised.document, renamed) : normalised.document
    const toPlan = withObjectConditions(withEntityKeys(written, this.#supergraph), this.#supergraph, maxSelections)
    const key = createHash('sha256')
      .update(`${overrides.join()}\n${print(toPlan)}`)
      .digest('base64')
    const plan = this.#compiled(key, size, () => this.#planOrExplain(toPlan, overrides))
    if (paths) return { size, variant: { selection, asksForSchema, unauthorized: paths, plan } }
    const conditions = Object.fromEntries(conditionVariables(document).map(name => [name, get(variables, name)]))
    const text = document.loc?.source.body ?? print(document)
    const use = this.usage.open(key, { source: text, operationName: operation.name?.value, conditions, overrides })
    return { size, variant: { selection, asksForSchema, plan, use } }
  }

  /** @throws PlanningError with the field that cannot be planned. */
  #planOrExplain(document: DocumentNode, overrides: readonly string[]): ReturnType<Planner['plan']> {
    try {
      return this.#planner.plan(document, overrides)
    } catch (cause) {
      if (cause instanceof TooManyStepsError) throw cause
      const field = unplannableField(document, this.#supergraph.apiSchema, part => this.#canPlan(part, overrides))
      throw new PlanningError(messageOf(cause), { cause, field })
    }
  }

  #canPlan(document: DocumentNode, overrides: readonly string[]): boolean {
    try {
      return Boolean(this.#planner.plan(document, overrides))
    } catch {
      return false
    }
  }

  #compiled(key: string, size: number, makePlan: () => ReturnType<Planner['plan']>): Plan {
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
      this.#plans.set(key, plan, { size })
      this.#counts.planMisses += 1
      return plan
    } catch (error) {
      if (error instanceof TooManyStepsError) this.#tooLong.set(key, withWrittenStack(error))
      throw error
    } finally {
      this.#counts.planningSeconds += (performance.now() - startedAt) / 1000
    }
  }
}
