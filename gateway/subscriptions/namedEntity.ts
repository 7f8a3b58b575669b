import { Kind, type OperationDefinitionNode, parse, type ValueNode } from 'graphql'
import { ExactNumber } from '../graphql/exactNumber.ts'
import { get, isComposite, type Json } from '../graphql/json.ts'
import type { UpstreamRequest } from '../transport/subscriptionTransport.ts'
import type { EventIdentity } from './eventIdentity.ts'

/**
 * Whether the arguments of a subscription have the value of each key field of an entity, as `taskUpdated(id: "t1")`.
 * Other subscriptions may be about many entities, of which this may only be the first.
 */
export function namesEntity(
  { operation, variables }: Pick<UpstreamRequest, 'operation' | 'variables'>,
  { keys }: EventIdentity,
): boolean {
  const given = new Set<string>()
  for (const value of argumentsOf(operation)) collect(value)
  return keys.every(key => given.has(key instanceof ExactNumber ? key.text : String(key)))

  function collect(node: ValueNode): void {
    if (node.kind === Kind.VARIABLE) collectJson(get(variables, node.name.value))
    else if (node.kind === Kind.STRING || node.kind === Kind.INT) given.add(node.value)
    else if (node.kind === Kind.LIST) node.values.forEach(collect)
    else if (node.kind === Kind.OBJECT) for (const { value } of node.fields) collect(value)
  }

  function collectJson(value: Json | undefined): void {
    if (typeof value === 'string' || typeof value === 'number') given.add(String(value))
    else if (value instanceof ExactNumber) given.add(value.text)
    else if (isComposite(value)) Object.values(value).forEach(collectJson)
  }
}

/** Argument values of the root field. */
function argumentsOf(operation: string): ValueNode[] {
  const { definitions } = parse(operation, { noLocation: true })
  const definition = definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )
  const root = definition?.selectionSet.selections[0]
  return root?.kind === Kind.FIELD ? (root.arguments ?? []).map(({ value }) => value) : []
}
