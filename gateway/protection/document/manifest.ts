import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { GraphQLError, parse } from 'graphql'
import { z } from 'zod'

/** Documents by identifier. */
export type Manifest = ReadonlyMap<string, string>

/** The manifest is invalid; one line for each problem. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

/** Documents by identifier, as the client preset of GraphQL Code Generator writes them. */
const plain = z.record(z.string().min(1), z.string())

/** The format of `@apollo/generate-persisted-query-manifest`. */
const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
})

/**
 * Parses a manifest of persisted documents, in either of the formats of build tools.
 * @throws ManifestError when it is neither, or a document in it does not parse.
 */
export function readManifest(json: string): Manifest {
  const documents = entriesOf(json)
  const problems = documents.flatMap(([id, text]) => {
    const problem = syntaxErrorIn(text)
    return problem === undefined ? [] : [`${id}: ${problem}`]
  })
  if (problems.length) throw new ManifestError(problems.join('\n'))
  return new Map(documents.map(([id, text]) => [bareId(id), text]))
}

/** An identifier without the `sha256:` prefix of GraphQL over HTTP. */
export const bareId = (id: string): string => id.replace(/^sha256:/, '')

function entriesOf(json: string): [id: string, text: string][] {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw new ManifestError(messageOf(error))
  }
  const fromApollo = apollo.safeParse(value)
  if (fromApollo.success) return fromApollo.data.operations.map(({ id, body }) => [id, body])
  const fromCodegen = plain.safeParse(value)
  if (fromCodegen.success) return Object.entries(fromCodegen.data)
  throw new ManifestError('must be a JSON object of identifiers and documents, or a manifest of Apollo, version 1')
}

function syntaxErrorIn(text: string): string | undefined {
  try {
    parse(text, { noLocation: true })
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return error.message
    throw error
  }
}
