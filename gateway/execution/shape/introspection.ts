import {
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'
import type { Json, JsonObject } from '../../graphql/json.ts'

/** Executes `__schema` and `__type` on the API schema, without a subgraph. */
export function introspect(
  field: FieldNode,
  key: string,
  context: {
    apiSchema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Iterable<FragmentDefinitionNode>
    variables: JsonObject
  },
): Json {
  const used = new Set<string>()
  visit(field, { Variable: node => void used.add(node.name.value) })
  const fragments = [...context.fragments]
  for (const fragment of fragments) visit(fragment, { Variable: node => void used.add(node.name.value) })
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: context.operation.operation,
    variableDefinitions: context.operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  }
  const result = executeSync({
    schema: context.apiSchema,
    document: { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
    rootValue: {},
    variableValues: context.variables,
  })
  return toJson(result.data?.[key])
}

const toJson = (value: unknown): Json => (value === undefined ? null : JSON.parse(JSON.stringify(value)))
