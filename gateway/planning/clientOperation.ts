import { type DocumentNode, GraphQLError, type OperationTypeNode } from 'graphql'
import { operationNamed } from './operationNamed.ts'
import type { RefusedDocument, ValidatedDocuments } from './validatedDocuments.ts'

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
  { documents }: { documents: Pick<ValidatedDocuments, 'get'> },
  { query, operationName }: OperationParams,
): ClientOperation | RefusedDocument {
  const validated = documents.get(query)
  if ('errors' in validated) return validated
  const operation = operationNamed(validated.document, operationName)
  if (operation instanceof GraphQLError) return { errors: [operation] }
  return { document: validated.document, kind: operation.operation }
}
