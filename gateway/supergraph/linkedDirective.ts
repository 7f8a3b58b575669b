import type { Schema } from '@apollo/federation-internals'

/** A use of a directive in a schema. */
export interface DirectiveUse<Arguments> {
  /** Coordinate of its location: `Type`, `Type.field`, `Type.field(argument:)` or `Input.field`. */
  coordinate: string
  args: Arguments
}

/**
 * Uses of a specification's directive in a supergraph, by its linked name.
 * @param identity URL of the specification without its version.
 * @param name name of the directive in the specification, without `@`.
 */
export function usesOf<Arguments>(supergraph: Schema, identity: string, name: string): DirectiveUse<Arguments>[] {
  const feature = supergraph.coreFeatures?.getByIdentity(identity)
  const directive = feature && supergraph.directive(feature.directiveNameInSchema(name))
  return [...(directive?.applications() ?? [])].flatMap(use => {
    const { coordinate } = use.parent as { coordinate?: string }
    return coordinate === undefined ? [] : [{ coordinate, args: use.arguments() as Arguments }]
  })
}
