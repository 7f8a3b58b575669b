import {
  DirectiveLocation,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { isIncluded } from '../graphql/conditions.ts'
import type { JsonObject } from '../graphql/json.ts'
import { TYPENAME } from '../graphql/typenames.ts'
import type { UnauthorizedFields } from '../protection/authorization/authorization.ts'
import type { CanonicalNames } from './canonicalNames.ts'
import type { ForwardedDirectives } from './forwardedDirectives.ts'

/** The operation has more selections than the limit. */
export class OperationTooLargeError extends Error {
  override readonly name = 'OperationTooLargeError'
}

export interface NormaliseOptions {
  /** Values of the request for `@skip` and `@include`. */
  variables: JsonObject
  names: CanonicalNames
  directives: ForwardedDirectives
  /** Unauthorized fields, which are not fetched. */
  unauthorized?: UnauthorizedFields
  /** Maximum selections: nested fragments can expand to any size. */
  maxSelections: number
}

export interface NormalisedOperation {
  /** Selections of the operation, fragments expanded. */
  size: number
  /** Whether it has introspection fields, which the gateway executes itself. */
  asksForSchema: boolean
  /** Absent when there is nothing to fetch. */
  document?: DocumentNode
}

/**
 * The operation for the planner: alone in its document, fragments inlined, `@skip` and `@include` resolved,
 * introspection and the root's `__typename` removed (the gateway executes those), aliases replaced by canonical names.
 * @throws OperationTooLargeError
 */
export function normalise(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  options: NormaliseOptions,
): NormalisedOperation {
  const normaliser = new Normaliser(document, operation, options)
  const written = normaliser.selections(operation.selectionSet, true)
  const { size, asksForSchema } = normaliser
  const selectionSet = operation.operation === 'mutation' ? onceEach(written) : written
  if (selectionSet.selections.length === 0) return { size, asksForSchema }
  const directives = options.directives.at(OPERATION_LOCATIONS[operation.operation], operation.directives)
  const whole = withUsedVariables({ ...operation, directives, selectionSet })
  return { size, asksForSchema, document: { kind: Kind.DOCUMENT, definitions: [whole] } }
}

const OPERATION_LOCATIONS = {
  query: DirectiveLocation.QUERY,
  mutation: DirectiveLocation.MUTATION,
  subscription: DirectiveLocation.SUBSCRIPTION,
}

class Normaliser {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #keepsRootApart: boolean
  readonly #options: NormaliseOptions
  #selections = 0

  constructor(document: DocumentNode, operation: OperationDefinitionNode, options: NormaliseOptions) {
    this.#fragments = new Map(
      document.definitions.flatMap(node =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    )
    this.#keepsRootApart = operation.operation !== 'query'
    this.#options = options
  }

  asksForSchema = false

  get size(): number {
    return this.#selections
  }

  selections(set: SelectionSetNode, isRoot: boolean): SelectionSetNode {
    const selections = set.selections.flatMap((node): SelectionNode[] => {
      this.#selections += 1
      if (this.#selections > this.#options.maxSelections) throw new OperationTooLargeError()
      if (!isIncluded(node, this.#options.variables)) return []
      if (node.kind === Kind.FIELD) return this.#isLeftOut(node, isRoot) ? [] : [this.#field(node, isRoot)]
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)
      if (!fragment) return []
      const selectionSet = this.selections(fragment.selectionSet, isRoot)
      if (selectionSet.selections.length === 0) return []
      const { typeCondition } = fragment
      const directives = this.#options.directives.at(DirectiveLocation.INLINE_FRAGMENT, node.directives)
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet }]
    })
    return { kind: Kind.SELECTION_SET, selections }
  }

  #isLeftOut(node: FieldNode, isRoot: boolean): boolean {
    const { value: name } = node.name
    if (isRoot && name.startsWith('__')) {
      this.asksForSchema ||= name !== '__typename'
      return true
    }
    return this.#options.unauthorized?.has(node) === true
  }

  #field(node: FieldNode, isRoot: boolean): FieldNode {
    const { names, directives } = this.#options
    const name = names.nameOf(node, isRoot && this.#keepsRootApart)
    const nested = node.selectionSet && this.selections(node.selectionSet, false)
    return {
      ...node,
      alias: name === node.name.value ? undefined : { kind: Kind.NAME, value: name },
      // The gateway relies on `__typename`, so no directive may change it.
      directives: node.name.value === '__typename' ? [] : directives.at(DirectiveLocation.FIELD, node.directives),
      // All sub-selections are skipped or unauthorized: whether the object is null must still be known.
      selectionSet: nested?.selections.length === 0 ? { ...nested, selections: [TYPENAME] } : nested,
    }
  }
}

/**
 * Merges the root fields of a mutation. The planner would fetch one that also occurs in a fragment twice, and so repeat
 * its effect.
 */
function onceEach(set: SelectionSetNode): SelectionSetNode {
  const fields = new Map<string, FieldNode>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet)
      if (node.kind !== Kind.FIELD) continue
      const name = (node.alias ?? node.name).value
      const known = fields.get(name)
      fields.set(name, known ? withBoth(known, node) : node)
    }
  }
  collect(set)
  return { kind: Kind.SELECTION_SET, selections: [...fields.values()] }
}

function withBoth(field: FieldNode, { selectionSet: more }: FieldNode): FieldNode {
  const { selectionSet } = field
  if (!selectionSet || !more) return field
  return { ...field, selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...more.selections] } }
}

function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>()
  visit({ ...operation, variableDefinitions: [] }, { Variable: node => void used.add(node.name.value) })
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value))
  return { ...operation, variableDefinitions }
}
