import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const root = join(import.meta.dirname, '../../..')

/** The text of docker-compose.yml. */
export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8')

/** docker-compose.yml as it stands, anchors written out and variables not. */
export const rawCompose: unknown = parse(composeText, { merge: true })

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

/** The part of the compose file's format that ours is written in. */
const composeShape = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      profiles: z.array(z.string()).default([]),
      command: z.array(z.string()).default([]),
      env_file: z.array(z.object({ path: z.string(), required: z.boolean() })).default([]),
      environment: z.record(z.string(), scalar.nullable()).default({}),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
})

export type Compose = z.output<typeof composeShape>

/**
 * docker-compose.yml as docker compose understands it where .env holds these variables.
 * @throws Error naming a variable that must be set and is not.
 */
export function readCompose(env: Record<string, string | undefined>): Compose {
  const { services, volumes } = composeShape.parse(filledIn(rawCompose, env))
  for (const service of Object.values(services)) {
    const { environment, env_file } = service
    for (const [name, value] of Object.entries(environment)) environment[name] = value ?? env[name] ?? null
    // What is set under `environment` wins over the file.
    if (env_file.some(({ path }) => path === '.env')) service.environment = { ...withValues(env), ...environment }
  }
  return { services, volumes }
}

/** What docker-compose.yml itself sets for a service under `environment`; `null` where it only passes a variable on. */
export const setHere = (service: string): Record<string, string | null> =>
  composeShape.parse(rawCompose).services[service]?.environment ?? {}

/** What a service's environment holds; what has no value is left out, as by docker compose. */
export const environmentOf = (service: Compose['services'][string] | undefined): Record<string, string> =>
  withValues(service?.environment ?? {})

const withValues = (variables: Record<string, string | null | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

function filledIn(value: unknown, env: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') return interpolate(value, env)
  if (Array.isArray(value)) return value.map(each => filledIn(each, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, env)]))
}

/** The innermost of the forms that we use: `${NAME}`, `${NAME:-default}` and `${NAME:?what to do}`. */
const VARIABLE = /\$\{(\w+)(?::([-?])([^{}]*))?\}/

function interpolate(text: string, env: Record<string, string | undefined>): string {
  let result = text
  for (let match = VARIABLE.exec(result); match; match = VARIABLE.exec(result)) {
    const [whole, name = '', kind, argument = ''] = match
    const value = env[name] || (kind === '-' ? argument : undefined)
    if (value === undefined && kind === '?') throw new Error(`${name}: ${argument}`)
    result = result.replace(whole, () => value ?? '')
  }
  return result
}
