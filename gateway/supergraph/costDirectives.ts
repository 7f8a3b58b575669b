import { costIdentity, type Schema } from '@apollo/federation-internals'
import { usesOf } from './linkedDirective.ts'

/** What `@listSize` says of a field. */
export interface ListSize {
  /** Entries when no slicing argument tells. */
  assumedSize?: number | null
  /** Arguments that say how many entries there are at most. */
  slicingArguments?: readonly string[] | null
  /** Fields below, the lists of which have that size, in place of the field itself. */
  sizedFields?: readonly string[] | null
  /** True when absent. */
  requireOneSlicingArgument?: boolean | null
}

/**
 * `@cost` and `@listSize` of a supergraph by the coordinates of what they stand on: `Type`, `Type.field`,
 * `Type.field(argument:)`, `Input.field`.
 */
export interface CostDirectives {
  weights: ReadonlyMap<string, number>
  listSizes: ReadonlyMap<string, ListSize>
}

/** Reads the directives from a supergraph, under whatever names it links them. */
export function costDirectives(supergraph: Schema): CostDirectives {
  const costs = usesOf<{ weight: number }>(supergraph, costIdentity, 'cost')
  const listSizes = usesOf<ListSize>(supergraph, costIdentity, 'listSize')
  return {
    weights: new Map(costs.map(({ coordinate, args }) => [coordinate, args.weight])),
    listSizes: new Map(listSizes.map(({ coordinate, args }) => [coordinate, args])),
  }
}
