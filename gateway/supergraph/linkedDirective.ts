import type { Schema } from '@apollo/federation-internals'

/** A use of a directive in a schema. */
export interface DirectiveUse<Arguments> {
  /** Of what it stands on: `Type`, `Type.field`, `Type.field(argument:)` or `Input.field`. */
  coordinate: string
  args: Arguments
}

/**
 * Where a supergraph uses a directive of a specification, under whatever name it links it.
 * @param identity the specification's URL without its version.
 * @param name the directive's name in the specification, without `@`.
 */
export function usesOf<Arguments>(supergraph: Schema, identity: string, name: string): DirectiveUse<Arguments>[] {
  const feature = supergraph.coreFeatures?.getByIdentity(identity)
  const directive = feature && supergraph.directive(feature.directiveNameInSchema(name))
  return [...(directive?.applications() ?? [])].flatMap(use => {
    const { coordinate } = use.parent as { coordinate?: string }
    return coordinate === undefined ? [] : [{ coordinate, args: use.arguments() as Arguments }]
  })
}
