import { prettyFormatQueryPlan } from '@apollo/query-planner'
import { type DocumentNode, GraphQLError, parse, type Source, validate } from 'graphql'
import type { JsonObject } from '../graphql/json.ts'
import { loadSupergraph, type Supergraph } from '../supergraph/supergraph.ts'
import { CanonicalNames } from './canonicalNames.ts'
import { ForwardedDirectives } from './forwardedDirectives.ts'
import { withObjectConditions } from './interfaceObjectConditions.ts'
import { normalise } from './normalise.ts'
import { operationNamed } from './operationNamed.ts'
import { Planner, type PlannerLimits } from './planner.ts'
import { withEntityKeys } from './withEntityKeys.ts'

export interface PlanTextOptions {
  /** Selects the operation of a document that has several. */
  operationName?: string
  /** Values for `@skip` and `@include`; absent is false. */
  variables?: JsonObject
  limits: PlannerLimits
}

/**
 * The query plan of an operation as text, in the form that Apollo's tools print; progressive overrides are off.
 * @throws AggregateError with the errors of the document.
 * @throws Error when the supergraph is invalid or the operation cannot be planned.
 */
export function planText(supergraphSdl: string, source: Source, options: PlanTextOptions): string {
  const { operationName, variables = {}, limits } = options
  const supergraph = loadSupergraph(supergraphSdl)
  const document = parse(source)
  const errors = validate(supergraph.apiSchema, document)
  if (errors.length > 0) throw new AggregateError(errors, 'The document is invalid.')
  const operation = operationNamed(document, operationName)
  if (operation instanceof GraphQLError) throw operation
  const planner = new Planner(supergraphSdl, limits)
  const normalised = normalise(document, operation, {
    variables,
    names: new CanonicalNames(document, planner.addedNames),
    directives: new ForwardedDirectives(supergraph.apiSchema),
    maxSelections: Infinity,
  })
  const node = normalised.document && planner.plan(toPlan(normalised.document, supergraph), [])
  return prettyFormatQueryPlan({ kind: 'QueryPlan', node })
}

const toPlan = (document: DocumentNode, supergraph: Supergraph): DocumentNode =>
  withObjectConditions(withEntityKeys(document, supergraph), supergraph, Infinity)
