import { z } from 'zod'
import { StartupFault } from '../errors/startupFault.ts'

/** Thrown when the environment does not fit a service's settings; carries every fault, not just the first. */
export class ConfigError extends StartupFault {
  override readonly name = 'ConfigError'
  /** One readable line for each fault. */
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`Invalid settings:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/**
 * Reads a service's settings from environment variables.
 *
 * An empty variable counts as absent, so that `FOO= pnpm start` falls back to the default.
 * @throws ConfigError naming every variable that does not fit and why.
 */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(present, { error: inWords })
  if (result.success) return result.data
  const faults = result.error.issues.map(issue => {
    const name = issue.path.join('.')
    const given = present[name]
    // What a rule over several variables says of one that is absent stands as it is.
    if (given === undefined) return `${name}: ${issue.code === 'custom' ? issue.message : needed(schema, name)}`
    return `${name}: ${issue.message}${isSecret(name) ? '' : ` (got "${withoutPassword(given)}")`}`
  })
  throw new ConfigError([...new Set(faults)])
}

/** What zod would say less plainly, where a schema has no words of its own. */
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

/** URLs carry passwords, also those that are malformed: what stands before an `@` is not shown. */
const withoutPassword = (given: string) => given.replace(/:[^:/]*@/g, ':…@').replace(/\/\/[^/]*@/g, '//…@')
