import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { GraphQLError, parse } from 'graphql'
import { z } from 'zod'

/** Documents by their identifiers. */
export type Manifest = ReadonlyMap<string, string>

/** Thrown for a file that holds no documents as they are expected; one line for each fault. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

/** Identifiers to documents, as the codegen's client preset writes them. */
const plain = z.record(z.string().min(1), z.string())

/** What `@apollo/generate-persisted-query-manifest` writes. */
const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
})

/**
 * Reads the documents of an allow-list from JSON, in either of the formats that build tools write.
 * @throws ManifestError when it is neither, or a document in it does not parse.
 */
export function readManifest(json: string): Manifest {
  const documents = entriesOf(json)
  const faults = documents.flatMap(([id, text]) => {
    const fault = syntaxFault(text)
    return fault === undefined ? [] : [`${id}: ${fault}`]
  })
  if (faults.length) throw new ManifestError(faults.join('\n'))
  return new Map(documents.map(([id, text]) => [bareId(id), text]))
}

/** Identifiers that are hashes may say so before a colon, as GraphQL over HTTP has it. */
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

function syntaxFault(text: string): string | undefined {
  try {
    parse(text, { noLocation: true })
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return error.message
    throw error
  }
}
