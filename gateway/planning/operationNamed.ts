import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import { type DocumentNode, type GraphQLError, Kind, type OperationDefinitionNode } from 'graphql'

/**
 * The operation of a document that a request selects, or an error.
 * @param name `operationName` of the request; optional when there is one operation.
 */
export function operationNamed(
  { definitions }: DocumentNode,
  name: string | null | undefined,
): OperationDefinitionNode | GraphQLError {
  const operations = definitions.filter(node => node.kind === Kind.OPERATION_DEFINITION)
  const [operation, ...others] = name ? operations.filter(node => node.name?.value === name) : operations
  if (operation && others.length === 0) return operation
  return graphqlError('OPERATION_RESOLUTION_FAILURE', adviceFor(operations.length, name))
}

function adviceFor(operations: number, name: string | null | undefined): string {
  if (operations === 0) return 'The document has no operation. Add the one to run.'
  if (name) return 'The document has no operation of the name in operationName. Name one that it has.'
  return 'The document has more than one operation. Name the one to run in operationName.'
}
