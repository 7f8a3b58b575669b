import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { GraphQLError, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { SUPPORTED_FEATURES } from './features.ts'

/** `supergraph.yaml`, in rover's format. */
const supergraphConfig = z.object({
  federation_version: z.string().optional(),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string().min(1) }) })),
})

/** The result of composition. */
export interface Composition {
  /** The supergraph. */
  supergraphSdl: string
  /** The API schema, sorted by name so that it changes only with the contract. */
  apiSdl: string
  /** Hints of the composer. */
  hints: CompositionHint[]
}

export interface CompositionHint {
  /** `warn`, `info` or `debug`. */
  severity: string
  code: string
  /** One line. */
  message: string
}

/** The subgraphs do not compose; one line for each error. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/**
 * Composes the subgraphs of a file in rover's format; schema files are relative to its folder.
 * @throws CompositionError
 */
export async function composeFromFile(file: string): Promise<Composition> {
  const config = supergraphConfig.safeParse(parseYaml(await readText(file)))
  if (!config.success) {
    throw new CompositionError(config.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`))
  }
  const services = await Promise.all(
    Object.entries(config.data.subgraphs).map(async ([name, { routing_url: url, schema }]) => {
      const text = await readText(resolve(dirname(file), schema.file))
      return { name, url, typeDefs: parseSubgraph(schema.file, text) }
    }),
  )
  const result = composeServices(services)
  if (result.errors) throw new CompositionError(result.errors.map(oneLine))
  return {
    supergraphSdl: `${result.supergraphSdl.trim()}\n`,
    apiSdl: apiSdl(result.supergraphSdl),
    hints: result.hints.map(hint => ({
      severity: hint.definition.level.name.toLowerCase(),
      code: hint.definition.code,
      message: oneLine(hint),
    })),
  }
}

function apiSdl(supergraphSdl: string): string {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: new Set(SUPPORTED_FEATURES) })
  return `${printSchema(lexicographicSortSchema(supergraph.apiSchema().toGraphQLJSSchema())).trim()}\n`
}

function parseSubgraph(file: string, text: string) {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const [where] = error.locations ?? []
    throw new CompositionError([`${file}:${where?.line ?? 1}:${where?.column ?? 1}: ${error.message}`])
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CompositionError([`${file} cannot be read: ${messageOf(error)}`])
  }
}

const oneLine = ({ message }: { message: string }): string => message.replace(/\s*\n\s*/g, ' ')
