import { z } from 'zod'
import { StartupError } from '../errors/startupError.ts'

/** Thrown for invalid environment variables; carries every fault, not only the first. */
export class ConfigError extends StartupError {
  override readonly name = 'ConfigError'
  /** One readable line for each fault. */
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`Invalid settings:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** The settings of a schema of environment variables, in camel case: `maxBodyBytes` for `MAX_BODY_BYTES`. */
export type Settings<Schema extends z.ZodType> = CamelCased<z.output<Schema>>

/** The same values in camel case. */
export type CamelCased<Variables> = { [Name in keyof Variables as CamelCase<Name & string>]: Variables[Name] }
type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}${PascalCase<Rest>}`
  : Lowercase<Name>
type PascalCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Capitalize<Lowercase<First>>}${PascalCase<Rest>}`
  : Capitalize<Lowercase<Name>>

/**
 * Reads a service's settings from environment variables.
 *
 * An empty variable counts as absent, so that `FOO= pnpm start` falls back to the default.
 * @throws ConfigError naming every variable that does not fit and why.
 */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string | undefined>,
): Settings<Schema> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(present, { error: inWords })
  if (result.success) return camelCased(result.data as object) as Settings<Schema>
  const faults = result.error.issues.map(issue => {
    const name = issue.path.join('.')
    const given = present[name]
    // A rule over several variables words its own message for an absent one.
    if (given === undefined) return `${name}: ${issue.code === 'custom' ? issue.message : needed(schema, name)}`
    return `${name}: ${issue.message}${isSecret(name) ? '' : ` (got "${withoutPassword(given)}")`}`
  })
  throw new ConfigError([...new Set(faults)])
}

const camelCased = (variables: object) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [camelCase(name), value]))

const camelCase = (name: string) => name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

/** Plainer messages than zod's, for schemas without their own. */
const inWords: z.core.$ZodErrorMap = issue => {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'must be a URL'
  return undefined
}

function needed(schema: z.ZodType, name: string): string {
  const variable = schema instanceof z.ZodObject ? schema.shape[name] : undefined
  const description = variable instanceof z.ZodType ? variable.description : undefined
  return description === undefined ? 'is needed' : `is needed. ${description}`
}

const isSecret = (name: string) => /SECRET|PASSWORD|KEY|TOKEN/.test(name)

/** URLs carry passwords, also malformed ones: the text before an `@` is masked. */
const withoutPassword = (given: string) => given.replace(/:[^:/]*@/g, ':…@').replace(/\/\/[^/]*@/g, '//…@')
