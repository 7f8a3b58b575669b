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
  /** Selections at most of all of them, and of the operations kept ready, each once for every combination of conditions. */
  cachedSelections: number
  /** Fields, arguments left aside, of one operation at most, its fragments written out. */
  maxSelections: number
}

/** What is counted of plans. */
export type PlanCounts = Pick<PlannerCounters, 'planHits' | 'planMisses' | 'planningSeconds'>

/** An operation made ready to run with one combination of `@skip` and `@include` values. */
export interface PlannedOperation {
  selection: Selection
  /** Whether it has fields that tell of the schema. */
  asksForSchema: boolean
  /** Absent when nothing has to be fetched. */
  plan?: Plan
  /** Where the answer lacks what the caller may not have; absent when nothing is unauthorized. */
  unauthorized?: readonly (readonly string[])[]
  /** Counts the plan's uses; absent without a plan, and where something is unauthorized. */
  use?: CountedUse
}

type PlanVariant = PlannedOperation | PlanningError

/** How to plan what was used on another supergraph. */
export interface PlanAgain {
  overrides: readonly string[]
  /** How often it counts as used. */
  uses: number
}

/** An operation of a validated document. */
export interface OperationTemplate {
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
   * @throws CpuBudgetSpentError
   */
  planFor(variables: JsonObject, how?: HowToPlan): PlannedOperation
}

export interface HowToPlan {
  /** In place of a request: plans what was used on another supergraph. */
  again?: PlanAgain
  /** Does what was not done before, at the cost of who asks for it. */
  spend?: MeteredRun
}

/** What is planned, whatever the variables are. */
interface OperationSource {
  document: DocumentNode
  operation: OperationDefinitionNode
  unauthorized: UnauthorizedFields | undefined
}

/** Thrown when a valid operation cannot be planned. */
export class PlanningError extends Error {
  override readonly name = 'PlanningError'
}

/** For an error that is kept: a stack that nobody has read yet keeps alive what each of its functions worked with. */
function withWrittenStack<E extends Error>(error: E): E {
  for (let each: unknown = error; each instanceof Error; each = each.cause) each.stack = String(each.stack)
  return error
}

/** Selections that take as much memory as an error. */
const ERROR_SIZE = 4

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
  readonly #variants: LRUCache<string, PlanVariant>
  #preparedSoFar = 0
  readonly #tooLong = new LRUCache<string, TooManyStepsError>({ max: KNOWN_TOO_LONG })
  readonly #maxSelections: number
  readonly #directives: ForwardedDirectives
  readonly #random: () => number
  readonly #counts: PlanCounts
  /** By the document, or by what of it is unauthorized. */
  readonly #prepared = new WeakMap<DocumentNode | UnauthorizedFields, Map<string, OperationTemplate>>()

  /** @param random chooses the requests that progressive overrides are on for. */
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

  /** Plans that are kept now. */
  get size(): number {
    return this.#plans.size
  }

  /**
   * @param document already validated against the API schema.
   * @param unauthorized the fields of the document that the caller may not have.
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
    const toPlan = withEntityKeys(written, this.#supergraph)
    const key = createHash('sha256')
      .update(`${overrides.join()}\n${print(toPlan)}`)
      .digest('base64')
    const plan = this.#compiled(key, size, () => this.#planner.plan(toPlan, overrides))
    if (paths) return { size, variant: { selection, asksForSchema, unauthorized: paths, plan } }
    const conditions = Object.fromEntries(conditionVariables(document).map(name => [name, get(variables, name)]))
    const text = document.loc?.source.body ?? print(document)
    const use = this.usage.open(key, { source: text, operationName: operation.name?.value, conditions, overrides })
    return { size, variant: { selection, asksForSchema, plan, use } }
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
