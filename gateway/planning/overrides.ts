import type { DocumentNode } from 'graphql'
import { hasFields, joinFieldsOf, textOf } from '../supergraph/joinDirectives.ts'

/** A field that moves to another subgraph for a share of the requests: `@override(from: "a", label: "percent(25)")`. */
export interface ProgressiveOverride {
  label: string
  /** Share of requests on the new subgraph, 0..1. */
  ratio: number
}

/** Progressive overrides of a supergraph. Labels other than `percent(…)` are not supported and stay off. */
export function progressiveOverrides(supergraph: DocumentNode): ProgressiveOverride[] {
  const labels = new Set(
    supergraph.definitions
      .filter(hasFields)
      .flatMap(type => type.fields ?? [])
      .flatMap(joinFieldsOf)
      .map(directive => textOf(directive, 'overrideLabel')),
  )
  return [...labels].flatMap(label => {
    const [, percent] = /^percent\(([\d.]+)\)$/.exec(label ?? '') ?? []
    return label !== undefined && percent !== undefined ? [{ label, ratio: Number(percent) / 100 }] : []
  })
}

/** Labels that are on for one request. */
export const chooseOverrides = (overrides: readonly ProgressiveOverride[], random: () => number): string[] =>
  overrides.filter(({ ratio }) => random() < ratio).map(({ label }) => label)
