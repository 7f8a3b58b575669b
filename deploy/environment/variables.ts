import { z } from 'zod'

/** An environment variable, described by its schema. */
export interface Variable {
  name: string
  description: string | undefined
  /** Its default, as text; `undefined` when there is none. */
  defaultValue: string | undefined
  /** An example value of a required variable. */
  example: string | undefined
  /** Whether the process needs it to start. */
  required: boolean
}

/**
 * Variables of a schema, in its order.
 * @param root the checkout, which default paths are relative to, as other machines have it elsewhere.
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

/** Optional variables that a schema requires when all others have their defaults. */
function demandedBy(schema: z.ZodObject, required: readonly string[]): Set<unknown> {
  const { error } = schema.safeParse(Object.fromEntries(required.map(name => [name, LONG_SECRET])))
  return new Set(error?.issues.map(({ path }) => path[0]))
}

/** A valid value of every required variable: they are all secrets. */
const LONG_SECRET = 'x'.repeat(64)

const withoutRoot = (value: string, root: string) =>
  value.startsWith(`${root}/`) ? value.slice(root.length + 1) : value
