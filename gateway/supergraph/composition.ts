import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { GraphQLError, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { composeSubgraphs } from './composeSubgraphs.ts'
import { introspectSubgraph } from './introspectSubgraph.ts'
import { type RoverConfig, RoverConfigError, readRoverConfig, type SchemaSource } from './roverConfig.ts'
import { printSemanticNonNull } from './semanticNonNull.ts'
import { buildSchemas } from './supergraph.ts'

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
 * @param env values of `${env.NAME}`.
 * @throws CompositionError
 */
export async function composeFromFile(file: string, env: NodeJS.ProcessEnv = process.env): Promise<Composition> {
  const folder = dirname(file)
  const config = readConfig(file, await readText(file), { env, folder })
  const services = await allOrFaults(
    [...config.subgraphs].map(async ([name, { routingUrl: url, schema }]) => {
      const { text, origin } = await sdlOf(name, schema, folder)
      return { name, url, typeDefs: parseSubgraph(origin, text) }
    }),
  )
  const result = composeSubgraphs(services)
  if (result.errors) throw new CompositionError(result.errors.map(oneLine))
  return {
    supergraphSdl: `${result.supergraphSdl.trim()}\n`,
    apiSdl: apiSdl(result.supergraphSdl),
    hints: [
      ...config.hints,
      ...result.hints.map(hint => ({
        severity: hint.definition.level.name.toLowerCase(),
        code: hint.definition.code,
        message: oneLine(hint),
      })),
    ],
  }
}

function readConfig(...args: Parameters<typeof readRoverConfig>): RoverConfig {
  try {
    return readRoverConfig(...args)
  } catch (error) {
    throw error instanceof RoverConfigError ? new CompositionError(error.faults) : error
  }
}

/** @throws CompositionError with the faults of all. */
async function allOrFaults<T>(pending: readonly Promise<T>[]): Promise<T[]> {
  const faults: string[] = []
  const values: T[] = []
  for (const settled of await Promise.allSettled(pending)) {
    if (settled.status === 'fulfilled') values.push(settled.value)
    else if (settled.reason instanceof CompositionError) faults.push(...settled.reason.faults)
    else throw settled.reason
  }
  if (faults.length) throw new CompositionError(faults)
  return values
}

/** @returns the SDL, and its name in messages. */
async function sdlOf(name: string, schema: SchemaSource, folder: string): Promise<{ text: string; origin: string }> {
  if ('file' in schema) return { text: await readText(resolve(folder, schema.file)), origin: schema.file }
  if ('sdl' in schema) return { text: schema.sdl, origin: `subgraphs.${name}.schema.sdl` }
  try {
    return { text: await introspectSubgraph(schema.subgraphUrl, schema.headers), origin: schema.subgraphUrl }
  } catch (error) {
    throw new CompositionError([`${name}: ${schema.subgraphUrl} cannot be introspected: ${messageOf(error)}`])
  }
}

function apiSdl(supergraphSdl: string): string {
  const { apiSchema, nonNulls } = buildSchemas(supergraphSdl)
  return printSemanticNonNull(`${printSchema(lexicographicSortSchema(apiSchema)).trim()}\n`, nonNulls)
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
