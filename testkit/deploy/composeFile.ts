import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { exampleFile } from '@atelier/deploy/environment/example.ts'
import { parse } from 'yaml'
import { z } from 'zod'

export const root = join(import.meta.dirname, '../..')

/** The text of docker-compose.yml. */
export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8')

/** docker-compose.yml as it stands, anchors written out and variables not. */
export const rawCompose: unknown = parse(composeText, { merge: true })

/** A .env as makeEnv.sh writes it: each secret has a value of its own. */
export const madeEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parseEnv(readFileSync(exampleFile, 'utf8'))).map(([name, value]) => [
      name,
      value || `secret-of-this-test-and-no-other-${name}`,
    ]),
  )

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const environment = z.record(z.string(), scalar.nullable()).default({})

/** The part of the compose file's format that ours is written in. */
const composeShape = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      extends: z.object({ file: z.string(), service: z.string() }).optional(),
      profiles: z.array(z.string()).default([]),
      command: z.array(z.string()).default([]),
      restart: z.string().optional(),
      user: z.string().optional(),
      environment,
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      networks: z.array(z.string()).default([]),
      read_only: z.boolean().optional(),
      tmpfs: z.array(z.string()).default([]),
      cap_add: z.array(z.string()).default([]),
      cap_drop: z.array(z.string()).default([]),
      security_opt: z.array(z.string()).default([]),
      mem_limit: z.string().optional(),
      pids_limit: z.number().optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
  networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
})

export type Compose = z.output<typeof composeShape>

/**
 * docker-compose.yml as docker compose understands it where .env holds these variables.
 * @throws Error naming a variable that must be set and is not.
 */
export function readCompose(env: Record<string, string | undefined>): Compose {
  const compose = composeShape.parse(filledIn(rawCompose, env))
  for (const service of Object.values(compose.services)) {
    if (service.extends) service.environment = { ...extended(service.extends), ...service.environment }
    for (const [name, value] of Object.entries(service.environment))
      service.environment[name] = value ?? env[name] ?? null
  }
  return compose
}

/** The environment of a service in another file. */
function extended({ file, service }: { file: string; service: string }): Record<string, string | null> {
  const shape = z.object({ services: z.record(z.string(), z.object({ environment })) })
  return shape.parse(parse(readFileSync(join(root, file), 'utf8'))).services[service]?.environment ?? {}
}

/** What docker-compose.yml itself sets for a service under `environment`. */
export const setHere = (service: string): Record<string, string | null> =>
  composeShape.parse(rawCompose).services[service]?.environment ?? {}

/** What a service's environment holds; what has no value is left out, as by docker compose. */
export const environmentOf = (service: Compose['services'][string] | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service?.environment ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )

function filledIn(value: unknown, env: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') return interpolate(value, env)
  if (Array.isArray(value)) return value.map(each => filledIn(each, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, env)]))
}

/** The innermost of the forms that we use: `${NAME}`, `${NAME:-default}` and `${NAME:?what to do}`. */
const VARIABLE = /(?<!\$)\$\{(\w+)(?::([-?])([^{}]*))?\}/

function interpolate(text: string, env: Record<string, string | undefined>): string {
  let result = text
  for (let match = VARIABLE.exec(result); match; match = VARIABLE.exec(result)) {
    const [whole, name = '', kind, argument = ''] = match
    const value = env[name] || (kind === '-' ? argument : undefined)
    if (value === undefined && kind === '?') throw new Error(`${name}: ${argument}`)
    result = result.replace(whole, () => value ?? '')
  }
  return result.replaceAll('$$', '$')
}
