import { costIdentity, type Schema } from '@apollo/federation-internals'
import { usesOf } from './linkedDirective.ts'

/** The `@listSize` of a field. */
export interface ListSize {
  /** Entries without a slicing argument. */
  assumedSize?: number | null
  /** Arguments with the maximum number of entries. */
  slicingArguments?: readonly string[] | null
  /** Fields below whose lists have that size, in place of the field itself. */
  sizedFields?: readonly string[] | null
  /** True when absent. */
  requireOneSlicingArgument?: boolean | null
}

/**
 * `@cost` and `@listSize` of a supergraph by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`.
 */
export interface CostDirectives {
  weights: ReadonlyMap<string, number>
  listSizes: ReadonlyMap<string, ListSize>
}

/** Reads the directives of a supergraph, by their linked names. */
export function costDirectives(supergraph: Schema): CostDirectives {
  const costs = usesOf<{ weight: number }>(supergraph, costIdentity, 'cost')
  const listSizes = usesOf<ListSize>(supergraph, costIdentity, 'listSize')
  return {
    weights: new Map(costs.map(({ coordinate, args }) => [coordinate, args.weight])),
    listSizes: new Map(listSizes.map(({ coordinate, args }) => [coordinate, args])),
  }
}
