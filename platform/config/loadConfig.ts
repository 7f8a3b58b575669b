import type { z } from 'zod'
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
  const result = schema.safeParse(present)
  if (result.success) return result.data
  throw new ConfigError(
    result.error.issues.map(issue => {
      const name = issue.path.join('.')
      const given = present[name]
      return `${name}: ${issue.message}${given === undefined || isSecret(name) ? '' : ` (got "${withoutPassword(given)}")`}`
    }),
  )
}

const isSecret = (name: string) => /SECRET|PASSWORD|KEY|TOKEN/.test(name)

/** URLs carry passwords, also those that are malformed: what stands before an `@` is not shown. */
const withoutPassword = (given: string) => given.replace(/:[^:/]*@/g, ':…@').replace(/\/\/[^/]*@/g, '//…@')
