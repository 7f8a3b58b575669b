import { z } from 'zod'

/** An environment variable as its schema describes it. */
export interface Variable {
  name: string
  description: string | undefined
  /** What it is when nothing is said, as one would write it; `undefined` when there is no such value. */
  defaultValue: string | undefined
  /** A value to start from, for a variable that must be set. */
  example: string | undefined
  /** Whether nothing starts without it. */
  required: boolean
}

/**
 * The variables that a schema reads, in its order.
 * @param root the checkout; a default that is a path in it is told from there, as other machines have it elsewhere.
 */
export function variablesOf(schema: z.ZodObject, root: string): Variable[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const demanded = demandedBy(schema, required)
  return Object.entries(properties).map(([name, property]) => {
    const about = typeof property === 'boolean' ? {} : property
    return {
      name,
      description: about.description,
      defaultValue: about.default === undefined ? undefined : withoutRoot(String(about.default), root),
      example: about.examples?.[0] === undefined ? undefined : String(about.examples[0]),
      required: required.includes(name) || demanded.has(name),
    }
  })
}

/** Variables that may be absent but for which a schema asks when all others have their defaults. */
function demandedBy(schema: z.ZodObject, required: readonly string[]): Set<unknown> {
  const { error } = schema.safeParse(Object.fromEntries(required.map(name => [name, LONG_SECRET])))
  return new Set(error?.issues.map(({ path }) => path[0]))
}

/** What every variable that must be set takes: they are all secrets. */
const LONG_SECRET = 'x'.repeat(64)

const withoutRoot = (value: string, root: string) =>
  value.startsWith(`${root}/`) ? value.slice(root.length + 1) : value
