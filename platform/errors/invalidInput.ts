import type { z } from 'zod'
import { failAll, ok, type Result } from './result.ts'

/**
 * Validates a mutation's input.
 * @param prefix path of the value in the mutation's arguments, usually `['input']`.
 * @returns the parsed input, or one `userErrors` entry per fault, with code `INVALID_INPUT` unless the schema sets
 * another by `params: { code }`.
 */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  prefix: string[] = ['input'],
): Result<z.output<Schema>> {
  const result = schema.safeParse(input)
  if (result.success) return ok(result.data)
  return failAll(
    result.error.issues.map(issue => ({
      code: codeOf(issue),
      field: [...prefix, ...issue.path.map(String)],
      message: issue.message,
    })),
  )
}

function codeOf(issue: z.core.$ZodIssue): string {
  const params = issue.code === 'custom' ? issue.params : undefined
  return typeof params?.code === 'string' ? params.code : 'INVALID_INPUT'
}
