import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { JsonObject } from '../../graphql/json.ts'
import { PresentedError } from '../../graphql/presentedError.ts'
import type { CostDirectives } from '../../supergraph/costDirectives.ts'
import { IntrospectionCost } from './introspectionCost.ts'
import { type CostRules, costOf, type OperationCost } from './operationCost.ts'

/** The estimated cost of an operation, or its error. */
export type Estimate = { cost: number } | { error: GraphQLError }

/** Rejects operations whose estimated cost exceeds the limit, before anything is fetched. */
export class DemandControl {
  readonly #schema: GraphQLSchema
  readonly #rules: CostRules
  readonly #maxCost: number
  readonly #costs = new WeakMap<OperationDefinitionNode, OperationCost>()

  /**
   * @param schema the API schema.
   * @param maxCost `Infinity` for no limit.
   */
  constructor(schema: GraphQLSchema, directives: CostDirectives, maxCost: number) {
    this.#schema = schema
    this.#rules = { directives, introspection: new IntrospectionCost(schema, maxCost) }
    this.#maxCost = maxCost
  }

  /**
   * @param operation of a valid document.
   * @param variables coerced, with defaults filled in.
   */
  estimate(document: DocumentNode, operation: OperationDefinitionNode, variables: JsonObject): Estimate {
    if (this.#maxCost === Infinity) return { cost: 0 }
    let operationCost = this.#costs.get(operation)
    if (!operationCost) {
      operationCost = costOf(this.#schema, this.#rules, document, operation)
      this.#costs.set(operation, operationCost)
    }
    const violation = operationCost.violationOf(variables)
    if (violation !== undefined) return { error: badUserInput(violation) }
    const cost = operationCost.estimate(variables)
    return cost > this.#maxCost ? { error: new TooExpensiveError(cost, this.#maxCost) } : { cost }
  }
}

/** The estimated cost of an operation exceeds the limit. */
export class TooExpensiveError extends PresentedError {
  readonly estimated: number

  constructor(estimated: number, limit: number) {
    const code: ErrorCode = 'COST_LIMIT_EXCEEDED'
    super(`The operation is estimated to cost ${estimated}; ${limit} is allowed. Ask for less at once.`, {
      extensions: { code, cost: { estimated, limit } },
    })
    this.estimated = estimated
  }
}
