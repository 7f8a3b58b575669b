import { type DocumentNode, GraphQLError, getOperationAST, type OperationTypeNode } from 'graphql'
import type { Engine } from '../execution/engine.ts'

/** What a client asks for, whatever protocol brings it. */
export interface OperationParams {
  query: string
  operationName?: string | null
}

/** A valid document and the kind of the operation that is meant. */
export interface ClientOperation {
  document: DocumentNode
  kind: OperationTypeNode
}

/** Finds a client's operation, or says what is wrong with it. */
export function clientOperation(
  { documents }: Engine,
  { query, operationName }: OperationParams,
): ClientOperation | { errors: readonly GraphQLError[] } {
  const validated = documents.get(query)
  if ('errors' in validated) return validated
  const operation = getOperationAST(validated.document, operationName)
  if (operation) return { document: validated.document, kind: operation.operation }
  const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' }
  return { errors: [new GraphQLError('Unable to identify the operation.', { extensions })] }
}
