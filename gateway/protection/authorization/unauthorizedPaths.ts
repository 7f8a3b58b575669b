import {
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { presentedError } from '../../graphql/presentedError.ts'
import type { UnauthorizedFields } from './authorization.ts'

/** Maximum reported paths: fragments repeat a field at each spread. */
const MAX_REPORTED = 100

export interface UnauthorizedPathsOptions {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  unauthorized: UnauthorizedFields
  /** Whether `@skip` and `@include` keep a selection. */
  included: (node: SelectionNode) => boolean
}

/** Response paths of unauthorized fields, with `@` for list items. */
export function unauthorizedPaths(options: UnauthorizedPathsOptions): string[][] {
  const { schema, operation } = options
  const root = schema.getRootType(operation.operation)
  const paths = new Map<string, string[]>()
  if (root) collect(operation.selectionSet, root, [], paths, options)
  return [...paths.values()]
}

function collect(
  set: SelectionSetNode,
  type: GraphQLNamedType,
  path: readonly string[],
  paths: Map<string, string[]>,
  options: UnauthorizedPathsOptions,
): void {
  for (const node of set.selections) {
    if (paths.size >= MAX_REPORTED) return
    if (!options.included(node)) continue
    if (node.kind === Kind.FIELD) {
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined
      if (!field) continue
      const here = [...path, node.alias?.value ?? node.name.value]
      if (options.unauthorized.has(node)) paths.set(here.join('.'), here)
      else if (node.selectionSet) {
        collect(node.selectionSet, getNamedType(field.type), [...here, ...items(field.type)], paths, options)
      }
      continue
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : options.fragments.get(node.name.value)
    if (!fragment) continue
    const condition = fragment.typeCondition && options.schema.getType(fragment.typeCondition.name.value)
    collect(fragment.selectionSet, condition ?? type, path, paths, options)
  }
}

/** An `@` for each list around a type. */
function items(type: unknown): string[] {
  if (isNonNullType(type)) return items(type.ofType)
  return isListType(type) ? ['@', ...items(type.ofType)] : []
}

/** The error of Apollo Router, so that clients need to know one only. */
export const unauthorizedError = (path: readonly string[]) =>
  presentedError('UNAUTHORIZED_FIELD_OR_TYPE', 'Unauthorized field or type', { path })
