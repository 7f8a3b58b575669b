import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'

/** Where the values of `${…}` are. */
export interface VariableSources {
  env: Readonly<Record<string, string | undefined>>
  /** Folder of relative paths in `${file.…}`. */
  folder: string
}

/** A `${…}` without a value, and where in the configuration it stands. */
export class ExpansionError extends Error {
  override readonly name = 'ExpansionError'
}

/** `$${` stands for the two characters `${`; `${name:-default}` may have a default. */
const VARIABLE = /\$(\$\{)|\$\{([^{}]*?)(?::-([^{}]*))?\}/g

/**
 * Expands `${env.NAME}`, `${env.NAME:-default}` and `${file.PATH}` in every string of a configuration, as rover does. An
 * empty variable takes the default, as in a shell.
 * @throws ExpansionError
 */
export function expandVariables(value: unknown, sources: VariableSources, path: readonly string[] = []): unknown {
  if (typeof value === 'string') {
    return value.replace(VARIABLE, (_, escaped?: string, name = '', byDefault?: string) => {
      if (escaped) return escaped
      const found = variableValue(name, sources, path)
      if (byDefault !== undefined) return typeof found === 'string' && found ? found : byDefault
      if (typeof found === 'string') return found
      throw new ExpansionError(`${path.join('.')}: ${found.fault}`)
    })
  }
  if (Array.isArray(value)) return value.map((item, index) => expandVariables(item, sources, [...path, String(index)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, expandVariables(inner, sources, [...path, key])]),
  )
}

function variableValue(
  name: string,
  { env, folder }: VariableSources,
  path: readonly string[],
): string | { fault: string } {
  const [, source, key = ''] = /^(env|file)\.(.+)$/.exec(name) ?? []
  if (source === 'env') {
    return env[key] ?? { fault: `the environment variable ${key} is not set: set it, or write \${env.${key}:-default}` }
  }
  if (source === 'file') {
    try {
      return readFileSync(resolve(folder, key), 'utf8')
    } catch (error) {
      return { fault: `${key} cannot be read: ${messageOf(error)}` }
    }
  }
  throw new ExpansionError(
    `${path.join('.')}: \${${name}} is no variable: write \${env.NAME} or \${file.PATH}, or $\${ for the characters themselves`,
  )
}
