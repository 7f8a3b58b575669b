import { parse as parseYaml, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { ExpansionError, expandVariables, type VariableSources } from './expandVariables.ts'
import { federationVersion } from './federationVersion.ts'

/** A subgraph to compose. */
export interface SubgraphConfig {
  routingUrl: string
  schema: SchemaSource
}

/** Where the SDL of a subgraph is. */
export type SchemaSource =
  | { file: string }
  | { sdl: string }
  | { subgraphUrl: string; headers: Readonly<Record<string, string>> }

/** A configuration in rover's format. */
export interface RoverConfig {
  subgraphs: ReadonlyMap<string, SubgraphConfig>
  /** What is taken otherwise than written; one line each. */
  hints: { severity: 'warn' | 'info'; code: string; message: string }[]
}

/** The configuration has faults; one line for each. */
export class RoverConfigError extends Error {
  override readonly name = 'RoverConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'a URL with http:// or https:// is needed' })
const text = z.string().min(1)

/** The keys of all sources: which one it is, and what that one needs, is checked by `sourceOf`. */
const schemaKeys = z.looseObject({
  file: text.optional(),
  sdl: text.optional(),
  subgraph_url: httpUrl.optional(),
  introspection_headers: z.record(z.string(), z.coerce.string()).nullish(),
  graphref: text.optional(),
  subgraph: text.optional(),
})

const subgraphKeys = z.looseObject({ routing_url: httpUrl.nullish(), schema: schemaKeys })

const configKeys = z.looseObject({
  federation_version: z.union([z.string(), z.number().transform(String)]).nullish(),
  subgraphs: z.record(z.string(), subgraphKeys).refine(subgraphs => Object.keys(subgraphs).length > 0, {
    error: 'name at least one subgraph',
  }),
})

/**
 * Reads a configuration in rover's format, YAML or JSON.
 * @param file its name in messages.
 * @throws RoverConfigError
 */
export function readRoverConfig(file: string, content: string, sources: VariableSources): RoverConfig {
  const config = configKeys.safeParse(expanded(file, parsed(file, content), sources))
  if (!config.success) {
    throw new RoverConfigError(
      config.error.issues.map(({ path, message }) => `${[file, path.join('.'), message].filter(Boolean).join(': ')}`),
    )
  }
  const faults: string[] = []
  const hints: RoverConfig['hints'] = []
  const version = federationVersion(config.data.federation_version ?? '2')
  if ('fault' in version) faults.push(`${file}: federation_version: ${version.fault}`)
  else if (version.hint) {
    hints.push({ severity: 'info', code: 'FEDERATION_VERSION', message: `${file}: ${version.hint}` })
  }
  for (const key of unknownKeys(config.data)) {
    hints.push({ severity: 'warn', code: 'UNKNOWN_KEY', message: `${file}: ${key} is no key of rover's format` })
  }
  const subgraphs = new Map<string, SubgraphConfig>()
  for (const [name, { routing_url, schema }] of Object.entries(config.data.subgraphs)) {
    const source = sourceOf(schema)
    const place = `${file}: subgraphs.${name}`
    if (typeof source === 'string') {
      faults.push(`${place}.schema: ${source}`)
      continue
    }
    const routingUrl = routing_url ?? ('subgraphUrl' in source ? source.subgraphUrl : undefined)
    if (routingUrl === undefined)
      faults.push(`${place}.routing_url: missing: the URL that the gateway sends requests to`)
    else subgraphs.set(name, { routingUrl, schema: source })
  }
  if (faults.length) throw new RoverConfigError(faults)
  return { subgraphs, hints }
}

function parsed(file: string, content: string): unknown {
  try {
    return parseYaml(content)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const [{ line, col } = { line: 1, col: 1 }] = error.linePos ?? []
    throw new RoverConfigError([`${file}:${line}:${col}: ${error.message.split(/ at line \d+|\n/)[0]}`])
  }
}

function expanded(file: string, value: unknown, sources: VariableSources): unknown {
  try {
    return expandVariables(value, sources)
  } catch (error) {
    if (error instanceof ExpansionError) throw new RoverConfigError([`${file}: ${error.message}`])
    throw error
  }
}

/** @returns what is wrong, where it is not one source. */
function sourceOf(schema: z.infer<typeof schemaKeys>): SchemaSource | string {
  const { file, sdl, subgraph_url: subgraphUrl, introspection_headers: headers, graphref, subgraph } = schema
  if (graphref !== undefined || subgraph !== undefined) return FROM_PLATFORM
  if ([file, sdl, subgraphUrl].filter(value => value !== undefined).length > 1) {
    return `${ONE_SOURCE}, not several of them`
  }
  if (headers && subgraphUrl === undefined) return 'introspection_headers are for subgraph_url'
  if (file !== undefined) return { file }
  if (sdl !== undefined) return { sdl }
  return subgraphUrl === undefined ? ONE_SOURCE : { subgraphUrl, headers: headers ?? {} }
}

const ONE_SOURCE = 'file (a path), sdl (the schema itself) or subgraph_url (to introspect) is needed'

const FROM_PLATFORM =
  'graphref needs Apollo’s platform, which is not asked here. Write the schema to a file with ' +
  '`rover subgraph fetch`, and name that as file'

function unknownKeys(config: z.infer<typeof configKeys>): string[] {
  const subgraphs = Object.entries(config.subgraphs).flatMap(([name, subgraph]) => [
    ...beyond(subgraph, subgraphKeys.shape, `subgraphs.${name}.`),
    ...beyond(subgraph.schema, schemaKeys.shape, `subgraphs.${name}.schema.`),
  ])
  return [...beyond(config, configKeys.shape, ''), ...subgraphs]
}

const beyond = (value: object, known: object, prefix: string): string[] =>
  Object.keys(value)
    .filter(key => !Object.hasOwn(known, key))
    .map(key => `${prefix}${key}`)
