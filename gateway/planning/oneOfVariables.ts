import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import {
  type ASTVisitor,
  isInputObjectType,
  isNonNullType,
  isNullableType,
  typeFromAST,
  type ValidationContext,
} from 'graphql'

/**
 * A variable for the one key of a `@oneOf` input must be of a non-null type. The specified rule of graphql-js overlooks
 * those whose input is non-null itself (`by: By!`), as it does not unwrap that type.
 */
export const oneOfVariablesRule = (context: ValidationContext): ASTVisitor => ({
  OperationDefinition(operation) {
    const definitions = new Map(operation.variableDefinitions?.map(each => [each.variable.name.value, each]))
    for (const { node, parentType } of context.getRecursiveVariableUsages(operation)) {
      const input = isNonNullType(parentType) ? parentType.ofType : undefined
      const definition = definitions.get(node.name.value)
      const type = definition && typeFromAST(context.getSchema(), definition.type)
      if (!isInputObjectType(input) || !input.isOneOf || !type || !isNullableType(type)) continue
      context.reportError(
        graphqlError(
          'GRAPHQL_VALIDATION_FAILED',
          `Variable "$${node.name.value}" is of type "${type}" but must be non-nullable to be used for OneOf Input Object "${input}".`,
          { nodes: [definition, node] },
        ),
      )
    }
  },
})
