import { type CompositionSuccess, composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { isInput, ONE_OF_DEFINITION, oneOfFaults, oneOfInputs, withoutOneOf } from './oneOf.ts'

/** A supergraph, or why there is none. */
export type ComposedSubgraphs = CompositionSuccess | { errors: readonly { message: string }[] }

type ServiceDefinition = Parameters<typeof composeServices>[0][number]

/**
 * Composes subgraphs by Apollo's composer, which takes `@oneOf` for unknown, or drops it where it is defined: so it is
 * removed before and put back after. All subgraphs that define an input must agree, as one that takes several keys and
 * one that takes a single key cannot both be right about what a client may send.
 */
export function composeSubgraphs(services: ServiceDefinition[]): ComposedSubgraphs {
  const oneOf = new Set(services.flatMap(({ typeDefs }) => [...oneOfInputs(typeDefs)]))
  const faults = services.flatMap(service => faultsOf(service, oneOf))
  if (faults.length) return { errors: faults.map(message => ({ message })) }
  const result = composeServices(services.map(each => ({ ...each, typeDefs: withoutOneOf(each.typeDefs) })))
  if (result.errors || oneOf.size === 0) return result
  // The composed schema lacks what was put back.
  return { ...result, supergraphSdl: withOneOf(result.supergraphSdl, oneOf) }
}

function faultsOf({ name, typeDefs }: ServiceDefinition, oneOf: ReadonlySet<string>): string[] {
  const here = oneOfInputs(typeDefs)
  const defined = new Set(typeDefs.definitions.filter(isInput).map(input => input.name.value))
  const differing = [...defined].filter(input => oneOf.has(input) && !here.has(input))
  return [
    ...oneOfFaults(typeDefs),
    ...differing.map(
      input =>
        `Input "${input}" is @oneOf in another subgraph, and not here: mark it in all that define it, or in none.`,
    ),
  ].map(fault => `[${name}] ${fault}`)
}

/** Inserts into the text, so that the rest stays as the composer prints it. */
function withOneOf(supergraphSdl: string, names: ReadonlySet<string>): string {
  const { definitions } = parse(supergraphSdl)
  const insertions = definitions.filter(isInput).flatMap(input => {
    if (!names.has(input.name.value)) return []
    const at = (input.directives?.at(-1) ?? input.name).loc?.end
    return at === undefined ? [] : [{ at, text: '\n  @oneOf' }]
  })
  // Gateways that do not know the directive take the supergraph with its definition.
  const [schemaDefinition] = definitions
  insertions.push({ at: schemaDefinition?.loc?.end ?? 0, text: `\n\n${ONE_OF_DEFINITION}` })
  return insertions
    .sort((a, b) => b.at - a.at)
    .reduce((sdl, { at, text }) => sdl.slice(0, at) + text + sdl.slice(at), supergraphSdl)
}
