import type { DocumentNode } from 'graphql'
import { hasFields, joinFieldsOf, textOf } from '../supergraph/joinDirectives.ts'

/** A field that moves to another subgraph for a part of the requests: `@override(from: "a", label: "percent(25)")`. */
export interface ProgressiveOverride {
  label: string
  /** The part of the requests for which the new subgraph answers, 0..1. */
  ratio: number
}

/** The progressive overrides of a supergraph. Labels of other kinds name nothing that is known here: they stay off. */
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

/** The labels that are on for one request. */
export const chooseOverrides = (overrides: readonly ProgressiveOverride[], random: () => number): string[] =>
  overrides.filter(({ ratio }) => random() < ratio).map(({ label }) => label)
