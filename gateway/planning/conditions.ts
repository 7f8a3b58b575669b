import {
  type DirectiveNode,
  type DocumentNode,
  type ExecutableDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'
import { conditionOf } from '../graphql/conditions.ts'
import type { JsonObject } from '../graphql/json.ts'

/** Variables of the `@skip` and `@include` of a document. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive(node) {
      const value = conditionOf(node)?.value
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}

/**
 * The `@skip` and `@include` of an operation whose `if` may be null: a nullable variable with a default is valid there.
 */
export function nullableConditions(document: DocumentNode, operation: OperationDefinitionNode): DirectiveNode[] {
  const nullable = new Set(
    operation.variableDefinitions
      ?.filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE)
      .map(({ variable }) => variable.name.value),
  )
  if (nullable.size === 0) return []
  const found: DirectiveNode[] = []
  const reached = new Set<ExecutableDefinitionNode>([operation])
  // Grows during the iteration.
  for (const definition of reached) {
    visit(definition, {
      Directive(node) {
        const value = conditionOf(node)?.value
        if (value?.kind === Kind.VARIABLE && nullable.has(value.name.value)) found.push(node)
      },
      FragmentSpread({ name }) {
        for (const node of document.definitions)
          if (node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name.value) reached.add(node)
      },
    })
  }
  return found
}

/** The error of GraphQL.js for the first condition that is null. */
export function nullConditionError(
  conditions: readonly DirectiveNode[],
  variables: JsonObject,
): GraphQLError | undefined {
  try {
    for (const node of conditions) {
      const definition = node.name.value === 'skip' ? GraphQLSkipDirective : GraphQLIncludeDirective
      getDirectiveValues(definition, { directives: [node] }, variables)
    }
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
  return undefined
}
