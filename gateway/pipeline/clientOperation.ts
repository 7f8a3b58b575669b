import { type DocumentNode, GraphQLError, type OperationTypeNode } from 'graphql'
import { unmetered } from '../observability/cpuMeter.ts'
import { operationNamed } from '../planning/operationNamed.ts'
import type { RejectedDocument, ValidatedDocument, ValidatedDocuments } from '../planning/validatedDocuments.ts'
import type { Caller } from '../protection/caller.ts'
import { type CpuBudget, CpuBudgetSpentError } from '../protection/cpuBudget.ts'

/** Operation parameters of a client, over any transport. */
export interface OperationParams {
  query: string
  operationName?: string | null
}

/** A valid document and the kind of the selected operation. */
export interface ClientOperation {
  document: DocumentNode
  kind: OperationTypeNode
}

/** Documents, and the budgets that parsing and validation spend. */
export interface DocumentLookUp {
  documents: Pick<ValidatedDocuments, 'get'>
  planningBudget?: CpuBudget
  cpuBudget?: CpuBudget
}

/** The client's operation, or its errors. */
export function clientOperation(
  lookUp: DocumentLookUp,
  { query, operationName }: OperationParams,
  caller: Caller,
): ClientOperation | RejectedDocument {
  const validated = documentSentBy(lookUp, query, caller)
  if ('errors' in validated) return validated
  const operation = operationNamed(validated.document, operationName)
  if (operation instanceof GraphQLError) return { errors: [operation] }
  return { document: validated.document, kind: operation.operation }
}

/** The document of a text, or its errors; on the budgets of the caller. */
export function documentSentBy(
  { documents, planningBudget, cpuBudget }: DocumentLookUp,
  source: string,
  caller: Caller,
): ValidatedDocument {
  const plan = planningBudget?.of(caller)
  try {
    return documents.get(source, plan && (work => (cpuBudget?.meter(caller) ?? unmetered).run(() => plan(work))))
  } catch (error) {
    if (error instanceof CpuBudgetSpentError) return { errors: [error.shown] }
    throw error
  }
}
