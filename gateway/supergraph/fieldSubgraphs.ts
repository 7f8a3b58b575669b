import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql'
import { argumentOf, graphEnumValues, hasFields, joinFieldsOf, textOf } from './joinDirectives.ts'

/** Names of the subgraphs that resolve fields. */
export function fieldSubgraphs(supergraph: DocumentNode, coordinates: readonly string[]): string[] {
  const names = new Map([...graphEnumValues(supergraph)].map(([name, value]) => [value, name]))
  const graphs = coordinates.flatMap(coordinate => graphsOf(supergraph, coordinate))
  return [...new Set(graphs)].map(graph => names.get(graph) ?? graph)
}

function graphsOf(supergraph: DocumentNode, coordinate: string): string[] {
  const [typeName, fieldName] = coordinate.split('.')
  const type = supergraph.definitions.filter(hasFields).find(({ name }) => name.value === typeName)
  const field = type?.fields?.find(({ name }) => name.value === fieldName)
  const own = field ? joinFieldsOf(field).filter(directive => !isExternal(directive)) : []
  const graphs = own.flatMap(directive => textOf(directive, 'graph') ?? [])
  if (graphs.length > 0) return graphs
  // Without one of its own, a field is in all subgraphs of its type.
  const types = type?.directives?.filter(({ name }) => name.value === 'join__type') ?? []
  return types.flatMap(directive => textOf(directive, 'graph') ?? [])
}

function isExternal(directive: ConstDirectiveNode): boolean {
  const value = argumentOf(directive, 'external')
  return value?.kind === Kind.BOOLEAN && value.value
}
